package dev.quarterdeck.reconcile.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedObjectsTest {
    private static final ObjectKey KEY = new ObjectKey("default", "a");
    private static final String BY_COLOR = "color";

    private final SharedObjects<ConfigMap> objects = new SharedObjects<>();

    /** Readers take no lock: who counts an owner's pods while one of them changes must not miss it. */
    @Test
    void an_index_holds_an_object_at_every_moment_of_its_change() {
        List<Integer> seenMeanwhile = new ArrayList<>();
        objects.addIndex(BY_COLOR, map -> {
            if (map.getMetadata().getResourceVersion().equals("2")) {
                seenMeanwhile.add(of("red").size());
            }
            return List.of(map.getData().get(BY_COLOR));
        });
        change("1", "red");

        change("2", "red");

        assertThat(seenMeanwhile).isNotEmpty().containsOnly(1);
    }

    @Test
    void an_index_follows_what_an_object_becomes() {
        objects.addIndex(BY_COLOR, map -> List.of(map.getData().get(BY_COLOR)));
        change("1", "red");
        change("2", "blue");

        assertThat(of("red")).isEmpty();
        assertThat(of("blue")).hasSize(1);

        objects.apply(KEY, null);

        assertThat(of("blue")).isEmpty();
    }

    private Collection<ConfigMap> of(String color) {
        return objects.byIndex(BY_COLOR, color);
    }

    private void change(String version, String color) {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(KEY.namespace())
                .withName(KEY.name())
                .withResourceVersion(version)
                .endMetadata()
                .addToData(BY_COLOR, color)
                .build();
        objects.apply(KEY, new LazyObject<>(version, map));
    }
}
