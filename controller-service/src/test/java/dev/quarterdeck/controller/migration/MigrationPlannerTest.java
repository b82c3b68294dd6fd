package dev.quarterdeck.controller.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.client.ApiResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of {@link MigrationPlanner}, row by row. */
class MigrationPlannerTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target WIDGETS =
            new Target(new ApiResource("example.com", "v2", "widgets", "Widget", true), true, true);
    private static final Target REVIEWS = new Target(
            new ApiResource("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false), false, false);
    private static final String RUNNING =
            "{'type':'Running','status':'True','lastTransitionTime':'2026-01-01T00:00:00Z'}";

    private static Migration migration(String name, String created, String status) {
        return new Migration(Json.read(("{'metadata':{'name':'" + name + "','creationTimestamp':'" + created
                        + "'},'spec':{'resource':{'group':'example.com','resource':'widgets'}},'status':" + status
                        + "}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8)));
    }

    private static Migration with(String revision, String... conditions) {
        return migration(
                "m",
                CREATED.toString(),
                "{'resourceVersion':'" + revision + "','conditions':[" + String.join(",", conditions) + "]}");
    }

    private static MigrationStep plan(@Nullable Target target, Duration later, Migration... migrations) {
        return MigrationPlanner.plan(List.of(migrations), target, CREATED.plus(later));
    }

    private static final String DONE = "{'type':'Succeeded','status':'True'}";
    private static final String BROKEN = "{'type':'Failed','status':'True'}";
    private static final String STOPPED = "{'type':'Running','status':'False'}";

    @Test
    void restsWhereNothingIsToBeDone() {
        assertThat(plan(WIDGETS, Duration.ZERO)).isEqualTo(new MigrationStep.Rest());
        assertThat(plan(WIDGETS, Duration.ZERO, with("3", STOPPED, DONE), with("3", STOPPED, BROKEN)))
                .isEqualTo(new MigrationStep.Rest());
    }

    @Test
    void theOldestBeginsWhereNoneRuns() {
        Migration young = migration("a", "2026-01-01T00:00:05Z", "{}");
        Migration old = migration("c", "2026-01-01T00:00:01Z", "{}");
        Migration asOld = migration("b", "2026-01-01T00:00:01Z", "{}");
        assertThat(plan(WIDGETS, Duration.ZERO, young, old, asOld)).isEqualTo(new MigrationStep.Begin(asOld));
        assertThat(plan(null, Duration.ZERO, young)).isEqualTo(new MigrationStep.Begin(young));
        assertThat(plan(WIDGETS, Duration.ofSeconds(9), young, with("", RUNNING)))
                .isInstanceOf(MigrationStep.TakeRevision.class);
    }

    @Test
    void whatIsOverIsClosedBeforeAnythingElse() {
        Migration ended = with("3", RUNNING, DONE);
        assertThat(plan(WIDGETS, Duration.ZERO, migration("a", CREATED.toString(), "{}"), ended))
                .isEqualTo(new MigrationStep.Close(ended));
        assertThat(plan(null, Duration.ZERO, with("", RUNNING, BROKEN))).isInstanceOf(MigrationStep.Close.class);
    }

    @Test
    void aResourceMayComeWithinAMinute() {
        Migration fresh = with("", RUNNING);
        assertThat(plan(null, Duration.ofSeconds(59), fresh)).isEqualTo(new MigrationStep.Wait(Duration.ofSeconds(5)));
        assertThat(plan(null, Duration.ofSeconds(60), fresh))
                .isEqualTo(new MigrationStep.Fail(fresh, "resource does not exist in discovery"));
        Migration begun = with("3", RUNNING);
        assertThat(plan(null, Duration.ofSeconds(59), begun)).isInstanceOf(MigrationStep.Wait.class);
        assertThat(plan(null, Duration.ofSeconds(60), begun))
                .isEqualTo(new MigrationStep.Fail(
                        begun, "migration encountered unhandled error: unable to obtain GVR from discovery"));
    }

    @Test
    void whatCannotBeListedOrWrittenFails() {
        Migration fresh = with("", RUNNING);
        assertThat(plan(REVIEWS, Duration.ZERO, fresh))
                .isEqualTo(
                        new MigrationStep.Fail(
                                fresh,
                                "resource \"authentication.k8s.io/v1, Resource=tokenreviews\" does not support discovery operations: [update patch list]"));
    }

    @Test
    void whoeverWritesMayHaveAnOldDefinitionForAMoment() {
        Migration fresh = with("", RUNNING);
        assertThat(plan(WIDGETS, Duration.ofSeconds(1), fresh))
                .isEqualTo(new MigrationStep.Wait(Duration.ofSeconds(2)));
        assertThat(plan(WIDGETS, Duration.ofSeconds(3), fresh))
                .isEqualTo(new MigrationStep.TakeRevision(fresh, WIDGETS));
        Target builtIn = new Target(WIDGETS.resource(), false, true);
        assertThat(plan(builtIn, Duration.ZERO, fresh)).isInstanceOf(MigrationStep.TakeRevision.class);
        assertThat(plan(WIDGETS, Duration.ofSeconds(-9), fresh)).isInstanceOf(MigrationStep.TakeRevision.class);
    }

    @Test
    void thenAllIsWritten() {
        Migration begun = with("3", RUNNING);
        assertThat(plan(WIDGETS, Duration.ZERO, begun)).isEqualTo(new MigrationStep.Rewrite(begun, WIDGETS));
    }
}
