package dev.quarterdeck.stream.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.RevisionLeap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResumptionTest {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final TopicEnds.End EMPTY = new TopicEnds.End(0, false, null);

    private static Resumption of(TopicEnds.End end, long newest, long begins, long published, RevisionLeap... leaps) {
        return Resumption.of(
                PODS,
                end,
                new ChangeLog.Heads(5_000, Map.of(PODS, newest), Map.of(PODS, begins), published, List.of(leaps)),
                100);
    }

    private static TopicEnds.End at(long revision) {
        return new TopicEnds.End(revision, false, null);
    }

    @Test
    void aTopicGoesOnAfterItsLastRecord() {
        assertThat(of(at(70), 90, 0, 4_000)).isEqualTo(new Resumption(70, 70, 70));
        assertThat(of(at(90), 90, 0, 4_000)).isEqualTo(new Resumption(90, 90, 90));
    }

    @Test
    void whatTheLogHasDroppedIsNamedAsMissing() {
        assertThat(of(at(70), 90, 80, 4_000)).isEqualTo(new Resumption(70, 70, 80));
    }

    @Test
    void aTopicThatRetentionHasEmptiedIsCompleteUpToWhatWasNoted() {
        assertThat(of(new TopicEnds.End(0, true, null), 90, 0, 4_000)).isEqualTo(new Resumption(90, 4_000, 90));
        assertThat(of(new TopicEnds.End(0, true, null), 4_500, 0, 4_000))
                .isEqualTo(new Resumption(4_000, 4_000, 4_000));
    }

    @Test
    void aNewTopicOfAYoungStoreBeginsAtTheBeginning() {
        assertThat(of(EMPTY, 40, 0, 0)).isEqualTo(new Resumption(0, 0, 0));
        assertThat(of(EMPTY, 40, 0, 90)).isEqualTo(new Resumption(0, 0, 0));
    }

    @Test
    void aLostTopicBeginsAgainALittleBelowWhatWasPublished() {
        assertThat(of(EMPTY, 3_990, 0, 4_000)).isEqualTo(new Resumption(3_900, 3_900, 3_900));
        assertThat(of(EMPTY, 4_400, 0, 4_000)).isEqualTo(new Resumption(3_900, 3_900, 3_900));
    }

    @Test
    void aLostTopicOfAQuietResourceStaysEmptyAndItsNextRecordFollowsTheLastChange() {
        assertThat(of(EMPTY, 90, 0, 4_000)).isEqualTo(new Resumption(90, 3_900, 90));
    }

    @Test
    void aRestoreBelowIsKnownAndOneAboveIsToldAgain() {
        RevisionLeap old = new RevisionLeap(50, 2_000);
        RevisionLeap young = new RevisionLeap(3_950, 3_960);
        assertThat(of(EMPTY, 40, 0, 4_000, old, young)).isEqualTo(new Resumption(40, 3_900, 2_000));
    }
}
