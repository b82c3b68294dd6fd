package dev.quarterdeck.simulation.mutant;

import dev.quarterdeck.simulation.cluster.Parts;
import java.util.function.Supplier;

/** The mistakes. Each names how many seeds must be enough to find it. */
public enum Mutant {
    PUBLISH_BEFORE_COMMIT("changes are published before COMMIT", 20, StoreMutants.PublishBeforeCommit::new),
    ACKNOWLEDGE_BEFORE_COMMIT(
            "a write is acknowledged before COMMIT was answered", 20, StoreMutants.AcknowledgeBeforeCommit::new),
    GUESS_COMMITTED("a lost commit is taken for committed instead of read back", 20, StoreMutants.GuessCommitted::new),
    GUESS_NOT_COMMITTED(
            "a lost commit is taken for failed instead of read back", 20, StoreMutants.GuessNotCommitted::new),
    REVISION_REUSED(
            "after a crash of the store the last revision is given again", 20, StoreMutants.RevisionReused::new),
    COMMITS_LOST_IN_CRASH(
            "the last commit does not survive a crash of the store", 20, StoreMutants.CommitsLostInCrash::new),
    PRECONDITION_NOT_CHECKED("a write is applied to whatever is there", 20, StoreMutants.PreconditionNotChecked::new),
    APPLIED_OUT_OF_ORDER("neighbouring records change places", 20, StreamMutants.OutOfOrder::new),
    LATE_RECORDS_ACCEPTED("records of an old leader are taken for new", 20, StreamMutants.LateRecordsAccepted::new),
    GAP_NOT_NOTICED("missing records are not noticed", 60, StreamMutants.GapNotNoticed::new),
    FOREIGN_CHANGE_MISSED(
            "caches beside the store miss what another replica committed", 20, StreamMutants.ForeignChangeMissed::new),
    FAILED_SEND_IGNORED(
            "the publisher does not hear that a record was not sent", 60, StreamMutants.FailedSendIgnored::new),
    WATCH_ONE_LATE("a watch resumes one revision late", 20, ReadMutants.WatchOneLate::new),
    HISTORY_ONE_LATE(
            "the part of a watch that comes from history begins one revision late",
            20,
            ReadMutants.HistoryOneLate::new),
    RESET_NOT_TOLD("a watch is not told that its cache was filled anew", 60, ReadMutants.ResetNotTold::new),
    PAGE_AT_NEWEST("later pages are of the newest revision", 20, ReadMutants.PageAtNewest::new),
    EARLIER_FRESHNESS(
            "a read is answered with a freshness that was asked before it came", 20, ReadMutants.EarlierFreshness::new),
    PROGRESS_TOO_FAR("a cache is told that it is complete when it is not", 20, ReadMutants.ProgressTooFar::new),
    REVISION_OF_ITS_OWN(
            "a list names the last change of its resource, not of all", 20, ReadMutants.RevisionOfItsOwn::new),
    TORN_SNAPSHOT("a snapshot claims a revision later than its objects", 20, ReadMutants.TornSnapshot::new),
    WRITE_SENT_TWICE("a write whose answer was lost is sent again", 20, ReadMutants.WriteSentTwice::new),
    BRIEFLY_IS_ALL("all history goes with what is kept briefly", 20, StoreMutants.BrieflyIsAll::new),
    FORGOTTEN_TOO_EARLY(
            "what a state-service remembers is forgotten before a write, not after it",
            20,
            RememberMutants.ForgottenTooEarly::new),
    NEVER_FORGOTTEN("a write leaves what its replica remembers", 20, RememberMutants.NeverForgotten::new),
    REMEMBERED_TOO_LONG("what is remembered is remembered twice as long", 20, RememberMutants.RememberedTooLong::new),
    ENDS_AT_ONCE("a replica that is told to end refuses what it is committing", 60, RememberMutants.EndsAtOnce::new);

    private final String mistake;
    private final int seeds;
    private final Supplier<Parts> parts;

    Mutant(String mistake, int seeds, Supplier<Parts> parts) {
        this.mistake = mistake;
        this.seeds = seeds;
        this.parts = parts;
    }

    public String mistake() {
        return mistake;
    }

    public int seeds() {
        return seeds;
    }

    /** For one run. */
    public Parts parts() {
        return parts.get();
    }
}
