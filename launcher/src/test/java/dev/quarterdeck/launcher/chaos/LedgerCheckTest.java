package dev.quarterdeck.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.launcher.chaos.WriteLedger.Delete;
import dev.quarterdeck.launcher.chaos.WriteLedger.Fate;
import dev.quarterdeck.launcher.chaos.WriteLedger.Kind;
import dev.quarterdeck.launcher.chaos.WriteLedger.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerCheckTest {
    private final WriteLedger ledger = new WriteLedger();
    private final List<HistoryEntry> history = new ArrayList<>();

    @BeforeEach
    void anObjectIsMadeCountedPatchedAndDeleted() {
        history.add(new HistoryEntry(10, "ADDED", "a", "u1", 1, "create"));
        history.add(new HistoryEntry(11, "MODIFIED", "a", "u1", 2, "update"));
        history.add(new HistoryEntry(12, "MODIFIED", "a", "u1", 2, "patch"));
        ledger.add(new Write(Kind.CREATE, "a", "create", 0, Fate.ACKNOWLEDGED, 10));
        ledger.add(new Write(Kind.UPDATE, "a", "update", 10, Fate.ACKNOWLEDGED, 11));
        ledger.add(new Write(Kind.UPDATE, "a", "stale", 10, Fate.REFUSED, 0));
        ledger.add(new Write(Kind.PATCH, "a", "patch", 0, Fate.UNKNOWN, 0));
        ledger.add(new Write(Kind.UPDATE, "a", "never came", 12, Fate.UNKNOWN, 0));
    }

    private LedgerCheck check() {
        return new LedgerCheck(history, ledger);
    }

    @Test
    void whatFitsIsTaken() {
        history.add(new HistoryEntry(13, "DELETED", "a", "u1", 2, "patch"));
        ledger.add(new Delete("a", "u1", Fate.ACKNOWLEDGED));
        ledger.reads.add(new WriteLedger.Read("a", 11, 12, "patch"));
        ledger.reads.add(new WriteLedger.Read("a", 11, 0, ""));
        ledger.listings.add(new WriteLedger.Listing(13, Map.of()));
        ledger.listings.add(new WriteLedger.Listing(11, Map.of("a", 11L)));
        LedgerCheck check = check();
        assertThatCode(() -> {
                    check.writesAreExplained();
                    check.deletesAreExplained();
                    check.readsAreExplained();
                    check.listsAreExplained();
                })
                .doesNotThrowAnyException();
        assertThat(check.replay()).isEmpty();
    }

    @Test
    void anAcknowledgedWriteThatIsNotThereIsLost() {
        ledger.add(new Write(Kind.PATCH, "a", "lost", 0, Fate.ACKNOWLEDGED, 14));
        assertThatThrownBy(() -> check().writesAreExplained()).hasMessageContaining("is not lost");
    }

    @Test
    void aRefusedWriteHasNoEffect() {
        history.add(new HistoryEntry(13, "MODIFIED", "a", "u1", 3, "stale"));
        assertThatThrownBy(() -> check().writesAreExplained()).hasMessageContaining("did nothing");
    }

    @Test
    void noWriteTakesEffectTwice() {
        history.add(new HistoryEntry(13, "MODIFIED", "a", "u1", 2, "patch"));
        assertThatThrownBy(this::check).hasMessageContaining("no write takes effect twice");
    }

    @Test
    void nothingComesFromNowhere() {
        history.add(new HistoryEntry(13, "MODIFIED", "a", "u1", 2, "whose"));
        assertThatThrownBy(() -> check().writesAreExplained()).isInstanceOf(AssertionError.class);
    }

    @Test
    void anUpdateOnAnOldStateLosesWhatCameBetween() {
        history.add(new HistoryEntry(13, "MODIFIED", "a", "u1", 3, "late"));
        ledger.add(new Write(Kind.UPDATE, "a", "late", 11, Fate.ACKNOWLEDGED, 13));
        assertThatThrownBy(() -> check().replay()).hasMessageContaining("stands on what it names");
    }

    @Test
    void aCounterThatDoesNotGoOnHasLostAnUpdate() {
        history.add(new HistoryEntry(13, "MODIFIED", "a", "u1", 2, "again"));
        ledger.add(new Write(Kind.UPDATE, "a", "again", 12, Fate.ACKNOWLEDGED, 13));
        assertThatThrownBy(() -> check().replay()).hasMessageContaining("loses no update");
    }

    @Test
    void aDeletionThatIsNotThereIsLost() {
        ledger.add(new Delete("a", "u1", Fate.ACKNOWLEDGED));
        assertThatThrownBy(() -> check().deletesAreExplained()).hasMessageContaining("is not lost");
    }

    @Test
    void oneObjectIsDeletedOnce() {
        history.add(new HistoryEntry(13, "DELETED", "a", "u1", 2, "patch"));
        ledger.add(new Delete("a", "u1", Fate.ACKNOWLEDGED));
        ledger.add(new Delete("a", "u1", Fate.ACKNOWLEDGED));
        assertThatThrownBy(() -> check().deletesAreExplained()).hasMessageContaining("was acknowledged once");
    }

    @Test
    void aReadThatFindsNothingNeedsADeletion() {
        ledger.reads.add(new WriteLedger.Read("a", 11, 0, ""));
        assertThatThrownBy(() -> check().readsAreExplained()).hasMessageContaining("because it was deleted");
    }

    @Test
    void anOldReadIsNoticed() {
        ledger.reads.add(new WriteLedger.Read("a", 11, 10, "create"));
        assertThatThrownBy(() -> check().readsAreExplained()).isInstanceOf(AssertionError.class);
    }

    @Test
    void aListIsTheStateAtItsRevision() {
        ledger.listings.add(new WriteLedger.Listing(12, Map.of("a", 11L)));
        assertThatThrownBy(() -> check().listsAreExplained()).hasMessageContaining("list at 12");
    }
}
