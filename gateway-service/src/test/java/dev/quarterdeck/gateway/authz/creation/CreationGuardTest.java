package dev.quarterdeck.gateway.authz.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.Creation;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CreationGuardTest {
    private static final Caller CALLER = new Caller("upd", "", List.of("system:authenticated"), Map.of(), "", "");
    private static final String APPLY = "application/apply-patch+yaml";

    private final List<Attributes> asked = new ArrayList<>();
    private final List<Creation> sent = new ArrayList<>();
    private boolean there;
    private boolean allowed;
    private final CreationGuard guard = new CreationGuard(
            attributes -> {
                asked.add(attributes);
                return allowed ? Authorizer.Decision.YES : Authorizer.Decision.NO;
            },
            (resource, key) -> there);

    private CompletableFuture<WriteResult> write(WriteRequest request, boolean stored) {
        return guard.guard(sending -> {
                    sent.add(sending.options().creation());
                    try {
                        if (!stored) {
                            sending.options().creation().require("coordination.k8s.io", "leases", "x");
                        }
                        return CompletableFuture.completedFuture(new WriteResult(200, new byte[0], 1, List.of()));
                    } catch (ApiException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                })
                .apply(request);
    }

    private static WriteRequest update(String kind, String apiVersion, String namespace) {
        return new WriteRequest.Update(
                type(apiVersion, kind),
                namespace,
                "x",
                "",
                new byte[0],
                "application/json",
                CALLER,
                WriteRequest.Options.NONE);
    }

    private static WriteRequest patch(String contentType, String subresource) {
        return new WriteRequest.Patch(
                type("v1", "Namespace"),
                "",
                "x",
                subresource,
                new byte[0],
                contentType,
                false,
                CALLER,
                WriteRequest.Options.NONE);
    }

    private static ResourceType type(String apiVersion, String kind) {
        return BuiltInResources.catalog()
                .findKind(GroupVersionKind.of(apiVersion, kind))
                .orElseThrow();
    }

    private static WriteRequest lease() {
        return update("Lease", "coordination.k8s.io/v1", "default");
    }

    @Test
    void whatIsThereIsUpdatedWithoutAQuestion() {
        there = true;
        write(lease(), true).join();
        assertThat(asked).isEmpty();
        assertThat(sent).containsExactly(Creation.UNASKED);
    }

    @Test
    void whatIsNotThereTakesTheRightToCreate() {
        assertThatThrownBy(() -> write(lease(), false).join())
                .cause()
                .hasMessage("leases.coordination.k8s.io \"x\" is forbidden: User \"upd\" cannot create resource"
                        + " \"leases\" in API group \"coordination.k8s.io\" in the namespace \"default\"");
        allowed = true;
        write(lease(), false).join();
        assertThat(sent).last().isEqualTo(Creation.ALLOWED);
        assertThat(asked).allSatisfy(a -> {
            assertThat(a.verb()).isEqualTo("create");
            assertThat(a.name()).isEqualTo("x");
        });
    }

    @Test
    void whatHasGoneSinceTheCacheSawItIsAskedAboutThen() {
        there = true;
        assertThatThrownBy(() -> write(lease(), false).join()).cause().hasMessageContaining("cannot create resource");
        allowed = true;
        write(lease(), false).join();
        assertThat(sent)
                .hasSize(4)
                .endsWith(Creation.UNASKED, Creation.ALLOWED)
                .satisfiesExactly(
                        first -> assertThat(first.asked()).isFalse(),
                        second -> assertThat(second.refusal()).isNotEmpty(),
                        third -> {},
                        fourth -> {});
    }

    @Test
    void anApplyMayCreateButNoOtherPatchAndNoSubresource() {
        assertThatThrownBy(() -> write(patch(APPLY, ""), false).join()).cause().hasMessageContaining("cannot create");
        assertThat(asked).singleElement().satisfies(a -> assertThat(a.namespace())
                .isEqualTo("x"));
        write(patch("application/merge-patch+json", ""), true).join();
        write(patch(APPLY, "status"), true).join();
        assertThat(asked).hasSize(1);
    }
}
