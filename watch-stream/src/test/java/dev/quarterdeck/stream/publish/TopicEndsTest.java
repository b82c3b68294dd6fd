package dev.quarterdeck.stream.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicEndsTest {
    private static final StoredResource PODS = new StoredResource("", "pods");

    private static TopicEnds ends(long revision) {
        return new TopicEnds(Map.of(PODS, new TopicEnds.End(revision, false, null)));
    }

    @Test
    void aStoreThatIsBehindItsTopicsIsNotPublished() {
        ChangeLog.Heads heads = new ChangeLog.Heads(10, Map.of(PODS, 7L), Map.of(), 10);
        assertThatCode(() -> ends(7).check(heads)).doesNotThrowAnyException();
        assertThatCode(() -> ends(0).check(heads)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ends(11).check(heads)).hasMessageContaining("restored to an earlier state");
    }
}
