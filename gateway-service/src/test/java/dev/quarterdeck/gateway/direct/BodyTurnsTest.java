package dev.quarterdeck.gateway.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may write, part by part. */
class BodyTurnsTest {
    private final BodyTurns turns = new BodyTurns();
    private final List<String> said = new ArrayList<>();

    /** An answer that makes as many parts as it may have under way. */
    private final class Answer {
        private final String name;
        private final BodyTurns.Turn turn;
        private int room = BodyTurns.PARTS;
        private int window = Integer.MAX_VALUE;
        private int toDo;

        Answer(String name, int parts) {
            this.name = name;
            this.toDo = parts;
            this.turn = turns.turn(() -> window);
            turn.follow(this::fill);
        }

        void fill() {
            while (toDo > 0 && room > 0 && turn.take()) {
                toDo--;
                room--;
                said.add(name);
                turn.made();
                turn.sent();
            }
            if (toDo == 0) {
                turn.leave();
            }
        }

        void left(int parts) {
            for (int i = 0; i < parts; i++) {
                room++;
                turn.left(true);
                fill();
            }
        }

        String made() {
            String all = String.join("", said);
            said.clear();
            return all;
        }
    }

    private Answer begun(String name) {
        Answer answer = new Answer(name, 20);
        answer.fill();
        return answer;
    }

    @Test
    void aloneItNeedNotWait() {
        Answer a = begun("a");
        assertThat(a.made()).isEqualTo("aaaa");
        a.left(3);
        assertThat(a.made()).isEqualTo("aaa");
        a.left(4);
        assertThat(a.made()).isEqualTo("aaaa");
    }

    @Test
    void othersGoOnInTheirOrderWhenItsPartsHaveLeft() {
        Answer a = begun("a");
        Answer b = begun("b");
        Answer c = begun("c");
        a.left(3);
        assertThat(a.made()).isEqualTo("aaaa");
        a.left(1);
        assertThat(a.made()).isEqualTo("bbbb");
        b.left(4);
        assertThat(a.made()).isEqualTo("cccc");
        c.left(4);
        assertThat(a.made()).isEqualTo("aaaa");
    }

    @Test
    void whoEndsLeavesTheTurnToTheNext() {
        Answer a = new Answer("a", 2);
        Answer b = new Answer("b", 20);
        a.fill();
        b.fill();
        a.left(1);
        assertThat(a.made()).isEqualTo("aa");
        a.left(1);
        assertThat(a.made()).isEqualTo("bbbb");
    }

    @Test
    void makesNoMoreThanItsClientTakes() {
        Answer a = new Answer("a", 20);
        a.window = 2 * BodyTurns.PART;
        Answer b = new Answer("b", 20);
        a.fill();
        b.fill();
        assertThat(a.made()).isEqualTo("aa");
        a.left(2);
        assertThat(a.made()).as("it is still its turn").isEqualTo("aa");
        a.left(2);
        assertThat(a.made()).isEqualTo("bbbb");
    }

    @Test
    void whoIsNotTakenByItsClientWaitsAlone() {
        Answer deaf = new Answer("d", 20);
        deaf.window = 0;
        Answer b = new Answer("b", 20);
        Answer c = new Answer("c", 20);
        deaf.fill();
        b.fill();
        c.fill();
        assertThat(b.made()).as("one part, for which it waits").isEqualTo("dbbbb");
        b.left(4);
        c.left(4);
        assertThat(b.made()).isEqualTo("ccccbbbb");
        deaf.window = Integer.MAX_VALUE;
        deaf.left(1);
        b.left(4);
        c.left(4);
        assertThat(b.made()).as("it is back, after who waited before").isEqualTo("ccccdddd");
    }

    @Test
    void whoGivesUpWhileItWaitsIsNotAsked() {
        Answer a = begun("a");
        Answer b = begun("b");
        Answer c = begun("c");
        b.turn.leave();
        a.left(4);
        assertThat(a.made()).isEqualTo("aaaacccc");
    }

    @Test
    void whoIsAskedAndMakesNothingDoesNotHoldTheOthersUp() {
        Answer a = begun("a");
        Answer b = begun("b");
        Answer c = begun("c");
        b.room = 0;
        a.left(4);
        assertThat(a.made()).isEqualTo("aaaacccc");
        b.room = BodyTurns.PARTS;
        b.fill();
        c.left(4);
        a.left(4);
        assertThat(a.made()).as("it asked again").isEqualTo("aaaabbbb");
    }

    @Test
    void whatWasMadeAndIsNotWrittenHoldsNobodyUp() {
        Answer a = begun("a");
        Answer b = begun("b");
        a.turn.leave();
        assertThat(a.made()).as("its parts are still under way").isEqualTo("aaaa");
        for (int part = 0; part < BodyTurns.PARTS; part++) {
            a.turn.left(false);
        }
        assertThat(a.made()).isEqualTo("bbbb");
        b.left(4);
        assertThat(a.made()).isEqualTo("bbbb");
    }

    @Test
    void knowsWhetherTheClientTakesWhatItWaitsFor() {
        Answer a = begun("a");
        Answer b = begun("b");
        assertThat(a.turn.moved() || b.turn.moved()).isFalse();
        a.left(1);
        assertThat(a.turn.moved() && b.turn.moved()).isTrue();
        assertThat(a.turn.moved() || b.turn.moved()).as("nothing since").isFalse();
        a.turn.left(false);
        assertThat(a.turn.moved() || b.turn.moved()).as("lost").isFalse();
    }

    @Test
    void whoWaitsAloneWaitsForItsOwnClient() {
        Answer deaf = new Answer("d", 20);
        deaf.window = 0;
        Answer b = new Answer("b", 20);
        deaf.fill();
        b.fill();
        b.left(1);
        assertThat(deaf.turn.moved()).isFalse();
    }
}
