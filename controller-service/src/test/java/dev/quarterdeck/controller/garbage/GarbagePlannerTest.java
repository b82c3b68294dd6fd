package dev.quarterdeck.controller.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.garbage.GarbagePlanner.OwnerState;
import dev.quarterdeck.controller.garbage.Vertex.Ref;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GarbagePlannerTest {
    private static final ApiResource MAPS = new ApiResource("", "v1", "configmaps", "ConfigMap", true);

    private static Vertex object(boolean deleting, String... finalizers) {
        return new Vertex(
                new Ref(MAPS, new ObjectKey("default", "it"), "it"), List.of(), deleting, List.of(finalizers));
    }

    private static Vertex dependent(boolean blocking) {
        return new Vertex(
                new Ref(MAPS, new ObjectKey("default", "child"), "child"),
                List.of(new OwnerReferenceBuilder()
                        .withUid("it")
                        .withBlockOwnerDeletion(blocking)
                        .build()),
                false,
                List.of());
    }

    static Stream<Arguments> rows() {
        Vertex loose = dependent(false);
        Vertex blocking = dependent(true);
        Map<String, OwnerState> solid = Map.of("a", OwnerState.SOLID);
        Map<String, OwnerState> gone = Map.of("a", OwnerState.GONE);
        Map<String, OwnerState> waiting = Map.of("a", OwnerState.WAITING);
        return Stream.of(
                Arguments.of(object(false), Map.of(), List.of(), new GarbagePlan.Nothing()),
                Arguments.of(object(false), solid, List.of(), new GarbagePlan.Nothing()),
                Arguments.of(object(true), gone, List.of(), new GarbagePlan.Nothing()),
                Arguments.of(object(false), gone, List.of(), new GarbagePlan.Delete(Propagation.BACKGROUND)),
                Arguments.of(object(false, "orphan"), gone, List.of(), new GarbagePlan.Delete(Propagation.ORPHAN)),
                Arguments.of(
                        object(false, "foregroundDeletion"),
                        gone,
                        List.of(),
                        new GarbagePlan.Delete(Propagation.FOREGROUND)),
                Arguments.of(object(false), waiting, List.of(), new GarbagePlan.Delete(Propagation.BACKGROUND)),
                Arguments.of(object(false), waiting, List.of(loose), new GarbagePlan.Delete(Propagation.FOREGROUND)),
                Arguments.of(
                        object(false),
                        Map.of("a", OwnerState.SOLID, "b", OwnerState.GONE),
                        List.of(),
                        new GarbagePlan.DropOwners(List.of("b"))),
                Arguments.of(
                        object(true, "foregroundDeletion"),
                        Map.of(),
                        List.of(),
                        new GarbagePlan.RemoveFinalizer("foregroundDeletion")),
                Arguments.of(
                        object(true, "foregroundDeletion"),
                        Map.of(),
                        List.of(loose),
                        new GarbagePlan.RemoveFinalizer("foregroundDeletion")),
                Arguments.of(
                        object(true, "foregroundDeletion"),
                        Map.of(),
                        List.of(blocking),
                        new GarbagePlan.WaitFor(List.of(blocking))),
                Arguments.of(object(true, "orphan"), Map.of(), List.of(loose), new GarbagePlan.Orphan(List.of(loose))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowOfTheTable(
            Vertex object, Map<String, OwnerState> owners, List<Vertex> dependents, GarbagePlan expected) {
        assertThat(GarbagePlanner.plan(object, owners, dependents, d -> false)).isEqualTo(expected);
    }

    @Test
    void whatWaitsForTheObjectIsNotWaitedFor() {
        Vertex object = object(true, "foregroundDeletion");
        assertThat(GarbagePlanner.plan(object, Map.of(), List.of(dependent(true)), d -> true))
                .isEqualTo(new GarbagePlan.RemoveFinalizer("foregroundDeletion"));
    }
}
