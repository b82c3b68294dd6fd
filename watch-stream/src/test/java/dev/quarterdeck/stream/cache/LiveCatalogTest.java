package dev.quarterdeck.stream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import dev.quarterdeck.testkit.await.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveCatalogTest {
    private static final StoredResource WIDGETS = new StoredResource("example.com", "widgets");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final LiveCatalog catalog = caches.catalog();

    @AfterEach
    void close() {
        caches.close();
    }

    private void define(String established, String field, String defaults) {
        caches.put(Definition.RESOURCE, """
                {"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","metadata":{"name":"widgets.example.com","uid":"u"},
                 "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets"},"versions":[
                  {"name":"v1","served":true,"storage":true,"selectableFields":[{"jsonPath":".spec.%s"}],"schema":{"openAPIV3Schema":{"type":"object"%s}}}]},
                 "status":{"acceptedNames":{"plural":"widgets","kind":"Widget","listKind":"WidgetList"},
                  "conditions":[{"type":"Established","status":"%s"}]}}""".formatted(field, defaults, established));
    }

    private boolean isServed() {
        return catalog.get()
                .find(new GroupVersionResource("example.com", "v1", "widgets"))
                .isPresent();
    }

    @Test
    void whatTheCacheShowsAsEstablishedIsServed() {
        assertThat(isServed()).isFalse();
        define("False", "color", "");
        assertThat(isServed()).isFalse();
        define("True", "color", "");
        assertThat(isServed()).isTrue();
        assertThat(catalog.atLeast(caches.revision()).join().stored()).contains(WIDGETS);
        caches.delete(Definition.RESOURCE, new ObjectKey("", "widgets.example.com"));
        assertThat(isServed()).isFalse();
    }

    @Test
    void theSameCatalogIsAnsweredWhileNothingChanges() {
        define("True", "color", "");
        var before = catalog.get();
        caches.progress(Definition.RESOURCE);
        assertThat(catalog.get()).isSameAs(before);
    }

    @Test
    void cachesAreFilledAnewWhereOtherFieldsCanBeSelected() {
        define("True", "color", "");
        isServed();
        caches.put(
                WIDGETS,
                "{\"kind\":\"Widget\",\"apiVersion\":\"example.com/v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"n\"},"
                        + "\"spec\":{\"color\":\"blue\",\"size\":3}}");
        assertThat(caches.get(WIDGETS, new ObjectKey("n", "a")).fields()).containsEntry("spec.color", "blue");
        define("True", "size", "");
        isServed();
        assertThat(caches.get(WIDGETS, new ObjectKey("n", "a")).fields())
                .containsEntry("spec.size", "3")
                .doesNotContainKey("spec.color");
    }

    @Test
    void whoFollowsIsToldOfChanges() {
        AtomicInteger told = new AtomicInteger();
        catalog.onChange(now -> told.incrementAndGet());
        define("True", "color", "");
        Await.until("told", Duration.ofSeconds(10), () -> isServed() && told.get() > 0);
    }
}
