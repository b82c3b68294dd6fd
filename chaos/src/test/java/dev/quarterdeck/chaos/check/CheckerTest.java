package dev.quarterdeck.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.chaos.check.Operation.Call;
import dev.quarterdeck.chaos.check.Operation.Write;
import dev.quarterdeck.chaos.check.Operation.WriteKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Histories made by hand, each with one thing in it that must not be; and those that look strange but may be. */
class CheckerTest {
    private final List<HistoryEntry> history = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, List<HistoryEntry>> watches = new HashMap<>();

    @BeforeEach
    void anObjectIsMadeCountedAndPatched() {
        history.add(new HistoryEntry(10, "ADDED", "a", "u1", 1, "create"));
        history.add(new HistoryEntry(12, "MODIFIED", "a", "u1", 2, "update"));
        history.add(new HistoryEntry(14, "MODIFIED", "a", "u1", 2, "patch"));
        write(WriteKind.CREATE, "create", 0, Fate.ACKNOWLEDGED, 10, 100, 110);
        write(WriteKind.UPDATE, "update", 10, Fate.ACKNOWLEDGED, 12, 120, 130);
        write(WriteKind.UPDATE, "stale", 10, Fate.REFUSED, 0, 140, 150);
        write(WriteKind.PATCH, "patch", 0, Fate.UNKNOWN, 0, 160, 170);
        write(WriteKind.UPDATE, "never came", 12, Fate.UNKNOWN, 0, 160, 170);
    }

    private void write(WriteKind kind, String token, long base, Fate fate, long revision, long begin, long end) {
        operations.add(new Write(new Call("g", begin, end), kind, "a", token, base, fate, revision));
    }

    private void read(long revision, String token, long begin, long end) {
        operations.add(new Operation.Read(new Call("g", begin, end), "a", revision, token));
    }

    private void list(long revision, Map<String, Long> objects, long begin, long end) {
        operations.add(new Operation.Listing(new Call("g", begin, end), revision, objects));
    }

    private void delete(long revision, Fate fate, long begin, long end) {
        HistoryEntry last = history.getLast();
        history.add(new HistoryEntry(revision, "DELETED", "a", "u1", last.counter(), last.token()));
        operations.add(new Operation.Delete(new Call("g", begin, end), "a", "u1", fate));
    }

    private List<String> violations() {
        return Checker.violations(history, new Checker.Observed(operations, watches, history, false));
    }

    private void finds(String what) {
        assertThat(violations()).anySatisfy(v -> assertThat(v).contains(what));
    }

    @Test
    void whatFitsIsTaken() {
        read(0, "", 50, 60);
        read(10, "create", 112, 115);
        read(14, "patch", 165, 180);
        list(15, Map.of("a", 14L), 185, 190);
        delete(16, Fate.ACKNOWLEDGED, 200, 210);
        read(0, "", 220, 230);
        list(17, Map.of(), 240, 250);
        watches.put("w", List.copyOf(history));
        assertThat(violations()).isEmpty();
    }

    @Test
    void readsThatMeetAWriteMaySeeItOrNot() {
        read(12, "update", 121, 122);
        read(10, "create", 119, 125);
        assertThat(violations()).isEmpty();
    }

    @Test
    void aWriteWithUnknownOutcomeMayTakeEffectLongAfterItsEnd() {
        read(12, "update", 200, 210);
        read(14, "patch", 220, 230);
        assertThat(violations()).isEmpty();
    }

    @Test
    void anAcknowledgedWriteThatIsNotThereIsLost() {
        write(WriteKind.PATCH, "lost", 0, Fate.ACKNOWLEDGED, 18, 200, 210);
        finds("lost: ");
    }

    @Test
    void aWriteIsAcknowledgedAtItsOwnRevision() {
        write(WriteKind.PATCH, "other", 0, Fate.ACKNOWLEDGED, 17, 200, 210);
        history.add(new HistoryEntry(18, "MODIFIED", "a", "u1", 2, "other"));
        finds("acknowledged as something else");
    }

    @Test
    void aRefusedWriteHasNoEffect() {
        history.add(new HistoryEntry(18, "MODIFIED", "a", "u1", 3, "stale"));
        finds("refused, but took effect");
    }

    @Test
    void noWriteTakesEffectTwice() {
        history.add(new HistoryEntry(18, "MODIFIED", "a", "u1", 2, "patch"));
        finds("took effect twice");
    }

    @Test
    void nothingComesFromNowhere() {
        history.add(new HistoryEntry(18, "MODIFIED", "a", "u1", 2, "whose"));
        finds("from nowhere");
    }

    @Test
    void revisionsAreUsedOnceAndRise() {
        history.add(new HistoryEntry(14, "MODIFIED", "a", "u1", 3, "never came"));
        finds("twice or out of order");
    }

    @Test
    void anUpdateStandsOnWhatItNamed() {
        write(WriteKind.UPDATE, "late", 12, Fate.ACKNOWLEDGED, 18, 200, 210);
        history.add(new HistoryEntry(18, "MODIFIED", "a", "u1", 3, "late"));
        finds("does not stand on what it named");
    }

    @Test
    void aCounterThatDoesNotGoOnHasLostAnUpdate() {
        write(WriteKind.UPDATE, "again", 14, Fate.ACKNOWLEDGED, 18, 200, 210);
        history.add(new HistoryEntry(18, "MODIFIED", "a", "u1", 2, "again"));
        finds("an update is lost");
    }

    @Test
    void nothingIsCreatedWhereSomethingIs() {
        write(WriteKind.CREATE, "second", 0, Fate.ACKNOWLEDGED, 18, 200, 210);
        history.add(new HistoryEntry(18, "ADDED", "a", "u2", 1, "second"));
        finds("created where something was");
    }

    @Test
    void aDeletionThatIsNotThereIsLost() {
        operations.add(new Operation.Delete(new Call("g", 200, 210), "a", "u1", Fate.ACKNOWLEDGED));
        finds("lost: Delete");
    }

    @Test
    void oneObjectIsDeletedOnce() {
        delete(16, Fate.ACKNOWLEDGED, 200, 210);
        operations.add(new Operation.Delete(new Call("g", 220, 230), "a", "u1", Fate.ACKNOWLEDGED));
        finds("deleted twice");
    }

    @Test
    void aRefusedDeletionHasNoEffect() {
        delete(16, Fate.REFUSED, 200, 210);
        finds("a refused deletion took effect");
    }

    @Test
    void aReadIsNotOlderThanWhatWasAcknowledgedBeforeItBegan() {
        read(10, "create", 135, 137);
        finds("an old read");
    }

    @Test
    void aReadIsNotOlderThanWhatAnotherReadShowedBefore() {
        read(12, "update", 121, 122);
        read(10, "create", 123, 125);
        finds("an old read");
    }

    @Test
    void aReadIsNotOlderThanAListBeforeIt() {
        list(13, Map.of("a", 12L), 121, 122);
        read(10, "create", 123, 125);
        finds("an old read");
    }

    @Test
    void nothingIsSeenBeforeItWasAsked() {
        read(14, "patch", 151, 155);
        finds("took effect before it began");
    }

    @Test
    void whatWasNeverThereIsNotRead() {
        read(11, "ghost", 151, 155);
        finds("never was");
    }

    @Test
    void aReadThatFindsNothingNeedsADeletion() {
        read(0, "", 151, 155);
        finds("found nothing");
    }

    @Test
    void aDeletedObjectIsNotReadAgain() {
        delete(16, Fate.ACKNOWLEDGED, 200, 210);
        read(14, "patch", 220, 230);
        finds("an old read");
    }

    @Test
    void aListIsTheStateAtItsRevision() {
        list(13, Map.of("a", 10L), 135, 137);
        finds("a list that never was so");
    }

    @Test
    void aListIsNotOlderThanWhatWasAcknowledgedBeforeItBegan() {
        list(11, Map.of("a", 10L), 135, 137);
        finds("a list that is older");
    }

    @Test
    void aWatchMissesNothing() {
        watches.put("w", List.of(history.get(0), history.get(2)));
        finds("the watch w parts from history after 1");
    }

    @Test
    void aWatchRepeatsNothing() {
        watches.put("w", List.of(history.get(0), history.get(0), history.get(1), history.get(2)));
        finds("the watch w parts from history after 1");
    }

    @Test
    void aWatchKeepsTheOrder() {
        watches.put("w", List.of(history.get(1), history.get(0), history.get(2)));
        finds("the watch w parts from history after 0");
    }

    @Test
    void aWatchThatEndsEarlyMissesTheRest() {
        watches.put("w", history.subList(0, 2));
        finds("the watch w parts from history after 2");
    }

    @Test
    void aTopicMayRepeatButNotMiss() {
        List<HistoryEntry> repeated =
                List.of(history.get(0), history.get(1), history.get(0), history.get(1), history.get(2));
        assertThat(Checker.violations(history, new Checker.Observed(operations, watches, repeated, false)))
                .isEmpty();
        List<HistoryEntry> missing = List.of(history.get(0), history.get(2));
        assertThat(Checker.violations(history, new Checker.Observed(operations, watches, missing, false)))
                .anySatisfy(v -> assertThat(v).contains("the topic parts from history after 1"));
    }

    @Test
    void aTopicThatWasLostMayBeginLateButMissesNothingFromThereOn() {
        assertThat(topic(history.subList(1, 3), true)).isEmpty();
        assertThat(topic(history.subList(1, 3), false))
                .anySatisfy(v -> assertThat(v).contains("the topic parts from history after 0"));
        assertThat(topic(List.of(history.get(0), history.get(2)), true))
                .anySatisfy(v -> assertThat(v).contains("the topic parts from history after 1"));
        assertThat(topic(history.subList(0, 2), true)).isNotEmpty();
        assertThat(topic(List.of(), true)).isNotEmpty();
    }

    private List<String> topic(List<HistoryEntry> records, boolean wasLost) {
        return Checker.violations(history, new Checker.Observed(operations, watches, records, wasLost));
    }
}
