package dev.quarterdeck.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.StoredResource;
import org.junit.jupiter.api.Test;

class TopicNamesTest {
    private final TopicNames names = new TopicNames("quarterdeck");

    @Test
    void namesTopicsByGroupAndPlural() {
        assertThat(names.of(new StoredResource("", "pods"))).isEqualTo("quarterdeck.core.pods");
        assertThat(names.of(new StoredResource("rbac.authorization.k8s.io", "roles")))
                .isEqualTo("quarterdeck.rbac.authorization.k8s.io.roles");
    }

    @Test
    void readsThemBack() {
        for (String id : new String[] {"pods", "deployments.apps", "roles.rbac.authorization.k8s.io"}) {
            StoredResource resource = StoredResource.ofId(id);
            assertThat(names.resourceOf(names.of(resource))).isEqualTo(resource);
        }
        assertThatThrownBy(() -> names.resourceOf("other.core.pods")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> names.resourceOf("quarterdeck.")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesClusterNamesThatCannotBeTopics() {
        assertThatThrownBy(() -> new TopicNames("a.b")).hasMessageContaining("letters, digits");
        assertThatThrownBy(() -> new TopicNames("")).isInstanceOf(IllegalArgumentException.class);
    }
}
