package dev.quarterdeck.plugin.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.plugin.Objects;
import dev.quarterdeck.plugin.history.UndoPlanner.Undo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class UndoPlannerTest {
    private static Revision revision(long number, String type, String value) {
        return new Revision(
                number, type, Instant.EPOCH, "ada", "", "", "", "", Objects.configMap("a", value), Objects.of("{}"));
    }

    private static final List<Revision> LOG = List.of(
            revision(9, "MODIFIED", "3"),
            revision(8, "MODIFIED", "3"),
            revision(6, "MODIFIED", "2"),
            revision(4, "ADDED", "1"),
            revision(3, "DELETED", "0"),
            revision(2, "ADDED", "0"));

    private static Undo plan(@Nullable String now, long to) {
        return UndoPlanner.plan(now == null ? null : Objects.configMap("a", now), LOG.iterator(), to);
    }

    private static void assertUpdate(Undo undo, long from, String value) {
        assertThat(undo).isInstanceOfSatisfying(Undo.Update.class, update -> {
            assertThat(update.from().number()).isEqualTo(from);
            assertThat(update.object()).isEqualTo(Objects.configMap("a", value));
        });
    }

    @Test
    void theContentBeforeThePresentOneComesBack() {
        assertUpdate(plan("3", 0), 6, "2");
        assertUpdate(plan("2", 0), 9, "3");
    }

    @Test
    void orThatOfARevision() {
        assertUpdate(plan("3", 7), 6, "2");
        assertUpdate(plan("3", 4), 4, "1");
        assertUpdate(plan("3", 2), 2, "0");
        assertThat(plan("3", 8)).isInstanceOf(Undo.Nothing.class);
        assertThat(plan("3", 3)).isInstanceOf(Undo.Nothing.class);
        assertThat(plan("3", 1)).isInstanceOf(Undo.Nothing.class);
    }

    @Test
    void whatIsGoneIsMadeAgain() {
        Undo undo = UndoPlanner.plan(
                null, List.of(revision(10, "DELETED", "3"), LOG.getFirst()).iterator(), 0);
        assertThat(undo).isInstanceOfSatisfying(Undo.Create.class, create -> {
            ObjectNode object = create.object();
            assertThat(object.at("/data/k").asString("")).isEqualTo("3");
            assertThat(object.at("/metadata/uid").isMissingNode()).isTrue();
        });
    }
}
