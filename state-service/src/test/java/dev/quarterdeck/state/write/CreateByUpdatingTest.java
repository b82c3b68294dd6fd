package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Creation;
import dev.quarterdeck.stateclient.WriteRequest;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** As a kube-apiserver 1.36 answered somebody who may update and patch, but not create. */
class CreateByUpdatingTest {
    private static final String LEASE =
            "{'apiVersion':'coordination.k8s.io/v1','kind':'Lease','metadata':{'name':'x'},'spec':{%s}}";
    private static final String CONFIG_MAP = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x'}%s}";
    private static final Creation NO = Creation.refused("User \"upd\" cannot create it");

    private final WriteFixture fixture = new WriteFixture().namespace("default");
    private Creation creation = NO;

    private int put(String lease) {
        return fixture.write(new WriteRequest.Update(
                        fixture.type("coordination.k8s.io/v1", "Lease"),
                        "default",
                        "x",
                        "",
                        WriteFixture.json(lease),
                        WriteFixture.JSON,
                        WriteFixture.ADMIN,
                        WriteRequest.Options.NONE.with(creation)))
                .code();
    }

    private int apply(String configMap) {
        return fixture.write(new WriteRequest.Patch(
                        fixture.type("v1", "ConfigMap"),
                        "default",
                        "x",
                        "",
                        WriteFixture.json(configMap),
                        "application/apply-patch+yaml",
                        false,
                        WriteFixture.ADMIN,
                        new WriteRequest.Options(false, "m", "", creation)))
                .code();
    }

    private static Consumer<ApiException> says(int code, String message) {
        return e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).startsWith(message);
        };
    }

    @Test
    void whoMayNotCreateDoesNotCreateByUpdating() {
        assertThatThrownBy(() -> put(LEASE.formatted("")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        says(403, "leases.coordination.k8s.io \"x\" is forbidden: User \"upd\" cannot create it"));
        assertThatThrownBy(() -> apply(CONFIG_MAP.formatted("")))
                .isInstanceOfSatisfying(
                        ApiException.class, says(403, "configmaps \"x\" is forbidden: User \"upd\" cannot create it"));
        creation = Creation.ALLOWED;
        assertThat(put(LEASE.formatted(""))).isEqualTo(201);
        assertThat(apply(CONFIG_MAP.formatted(""))).isEqualTo(201);
    }

    @Test
    void whatIsThereIsUpdatedWithoutTheRight() {
        creation = Creation.ALLOWED;
        apply(CONFIG_MAP.formatted(""));
        creation = NO;
        assertThat(apply(CONFIG_MAP.formatted(",'data':{'a':'b'}"))).isEqualTo(200);
    }

    @Test
    void whatIsWrongWithTheObjectIsSaidFirst() {
        assertThatThrownBy(() -> put(LEASE.formatted("'leaseDurationSeconds':-1")))
                .isInstanceOfSatisfying(
                        ApiException.class, says(422, "Lease.coordination.k8s.io \"x\" is invalid: spec.lease"));
        assertThatThrownBy(() -> apply(CONFIG_MAP.formatted(",'data':{'/':'b'}")))
                .isInstanceOfSatisfying(ApiException.class, says(422, "ConfigMap \"x\" is invalid: data[/]"));
    }

    @Test
    void nothingIsCreatedWhereNobodyAsked() {
        creation = Creation.UNASKED;
        assertThatThrownBy(() -> put(LEASE.formatted("")))
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(Creation.isUnasked(e))
                        .isTrue());
        creation = Creation.ALLOWED;
        assertThat(put(LEASE.formatted(""))).isEqualTo(201);
    }
}
