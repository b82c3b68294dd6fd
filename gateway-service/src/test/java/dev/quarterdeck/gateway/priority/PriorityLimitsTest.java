package dev.quarterdeck.gateway.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.flowcontrol.Seat;
import dev.quarterdeck.gateway.priority.PriorityLimits.Admission;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PriorityLimitsTest {
    private static final int SEATS = 100;
    private static final RequestInfo PODS =
            new RequestInfo("get", "/api/v1/namespaces/a/pods/x", "", "v1", "pods", "", "a", "x", "", null);

    private long now;
    private final PriorityLimits limits = new PriorityLimits(SEATS, 5_000, () -> now);

    private static ObjectNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static PriorityLevel level(String name, int shares, int lendable, int queues) {
        return PriorityLevel.of(json(
                "{'metadata':{'name':'%s','uid':'u-%s'},'spec':{'type':'Limited','limited':{'lendablePercent':%d,'nominalConcurrencyShares':%d,'limitResponse':%s}}}"
                        .formatted(
                                name,
                                name,
                                lendable,
                                shares,
                                queues == 0
                                        ? "{'type':'Reject'}"
                                        : "{'type':'Queue','queuing':{'handSize':2,'queueLengthLimit':5,'queues':"
                                                + queues + "}}")));
    }

    private static FlowSchema schema(String name, int precedence, String level, String group) {
        return FlowSchema.of(json(
                "{'metadata':{'name':'%s','uid':'s-%s'},'spec':{'distinguisherMethod':{'type':'ByUser'},'matchingPrecedence':%d,'priorityLevelConfiguration':{'name':'%s'},'rules':[{'subjects':[{'kind':'Group','group':{'name':'%s'}}],'resourceRules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*'],'namespaces':['*'],'clusterScope':true}]}]}}"
                        .formatted(name, name, precedence, level, group)));
    }

    private static User user(String name, String... groups) {
        return new User(name, "", List.of(groups), Map.of());
    }

    private void twoLevels() {
        limits.apply(FlowRules.of(
                List.of(
                        schema("nodes", 100, "system", "system:nodes"),
                        schema("rest", 9000, "workload", "system:authenticated")),
                List.of(level("system", 40, 50, 8), level("workload", 55, 0, 64))));
    }

    private List<Seat> takeAll(User user) {
        List<Seat> seats = new ArrayList<>();
        while (true) {
            Admission admission = limits.enter(user, PODS, 1);
            if (!admission.seat().isDone()) {
                admission.seat().cancel(false);
                return seats;
            }
            seats.add(admission.seat().join());
        }
    }

    @Test
    void aLevelMayTakeWhatOthersLendButNeverWhatIsTheirs() {
        twoLevels();
        // 40 of 100 shares are the system's, half of that it lends; catch-all keeps its 5
        assertThat(takeAll(user("noisy", "system:authenticated"))).hasSize(100 - 20 - 5);
        assertThat(takeAll(user("node", "system:nodes", "system:authenticated")))
                .hasSize(20);
        assertThat(limits.inUse()).isEqualTo(95);
    }

    @Test
    void whoWaitsGetsTheNextSeatAndQuietUsersComeBeforeTheRestOfANoisyOne() {
        twoLevels();
        List<Seat> seats = takeAll(user("noisy", "system:authenticated"));
        List<Admission> noisy = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            noisy.add(limits.enter(user("noisy", "system:authenticated"), PODS, 1));
        }
        Admission quiet = limits.enter(user("quiet", "system:authenticated"), PODS, 1);
        assertThat(quiet.seat()).isNotDone();
        seats.subList(0, 3).forEach(Seat::release);
        assertThat(quiet.seat()).isCompleted();
        assertThat(noisy.stream().filter(a -> a.seat().isDone())).hasSize(2);
    }

    @Test
    void aFullQueueAndALevelWithoutQueuesRefuse() {
        twoLevels();
        User noisy = user("noisy", "system:authenticated");
        takeAll(noisy);
        for (int i = 0; i < 10; i++) {
            limits.enter(noisy, PODS, 1);
        }
        ApiException refused = catchThrowableOfType(ApiException.class, () -> limits.enter(noisy, PODS, 1));
        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.details().retryAfterSeconds()).isEqualTo(1);
        assertThat(limits.load("workload").refused()).isEqualTo(1);
        assertThat(limits.load("workload").nominal()).isPositive();

        User nobody = user("nobody", "system:unauthenticated");
        for (int i = 0; i < 5; i++) {
            assertThat(limits.enter(nobody, PODS, 1).seat()).isCompleted();
        }
        assertThat(catchThrowableOfType(ApiException.class, () -> limits.enter(nobody, PODS, 1)))
                .isNotNull();
    }

    @Test
    void whoWaitsTooLongIsRefused() {
        twoLevels();
        User noisy = user("noisy", "system:authenticated");
        List<Seat> seats = takeAll(noisy);
        Admission waits = limits.enter(noisy, PODS, 1);
        now = 4_999;
        limits.expire();
        assertThat(waits.seat()).isNotDone();
        now = 5_000;
        limits.expire();
        assertThat(waits.seat().exceptionNow()).isInstanceOf(ApiException.class);
        seats.getFirst().release();
        assertThat(limits.inUse()).isEqualTo(seats.size() - 1);
    }

    @Test
    void aSeatThatComesForSomebodyWhoLeftGoesToTheNext() {
        twoLevels();
        User noisy = user("noisy", "system:authenticated");
        List<Seat> seats = takeAll(noisy);
        Admission left = limits.enter(noisy, PODS, 1);
        Admission stays = limits.enter(noisy, PODS, 1);
        left.seat().cancel(false);
        seats.getFirst().release();
        assertThat(stays.seat()).isCompleted();
    }

    @Test
    void mastersNeitherWaitNorCountWhateverTheObjectsSay() {
        limits.apply(FlowRules.of(List.of(schema("all", 1, "nowhere", "system:masters")), List.of()));
        for (int i = 0; i < 3 * SEATS; i++) {
            assertThat(limits.enter(user("admin", "system:masters"), PODS, 1).seat())
                    .isCompleted();
        }
        assertThat(limits.inUse()).isZero();
    }

    @Test
    void saysWhichObjectsDecided() {
        twoLevels();
        Admission admission = limits.enter(user("node", "system:nodes"), PODS, 1);
        assertThat(admission.schema()).isEqualTo("s-nodes");
        assertThat(admission.level()).isEqualTo("u-system");
    }

    @Test
    void newRulesLetThoseWhoWaitGoOnWaitingAndSeatThemWhereThereIsRoomNow() {
        twoLevels();
        User noisy = user("noisy", "system:authenticated");
        takeAll(noisy);
        Admission waits = limits.enter(noisy, PODS, 1);
        limits.apply(FlowRules.of(
                List.of(schema("rest", 9000, "workload", "system:authenticated")),
                List.of(level("workload", 55, 0, 32))));
        assertThat(waits.seat()).isCompleted();
    }

    @Test
    void aLevelThatIsGoneRefusesThoseWhoWaitInIt() {
        twoLevels();
        User noisy = user("noisy", "system:authenticated");
        takeAll(noisy);
        Admission waits = limits.enter(noisy, PODS, 1);
        limits.apply(FlowRules.of(List.of(), List.of()));
        assertThat(waits.seat().exceptionNow()).isInstanceOf(ApiException.class);
    }

    @Test
    void inAFloodARefusalIsHeldForASecond() {
        limits.apply(FlowRules.of(List.of(), List.of()));
        User nobody = user("nobody", "system:unauthenticated");
        takeAllOf(nobody);
        for (int i = 0; i < 100; i++) {
            assertThat(catchThrowableOfType(ApiException.class, () -> limits.enter(nobody, PODS, 1)))
                    .isNotNull();
        }
        Admission held = limits.enter(nobody, PODS, 1);
        limits.expire();
        assertThat(held.seat()).isNotDone();
        for (int i = 1; i < 2 * SEATS; i++) {
            assertThat(limits.enter(nobody, PODS, 1).seat()).isNotDone();
        }
        assertThat(catchThrowableOfType(ApiException.class, () -> limits.enter(nobody, PODS, 1)))
                .isNotNull();
        now = 1_000_000_000;
        limits.expire();
        assertThat(held.seat().exceptionNow()).isInstanceOf(ApiException.class);
    }

    private void takeAllOf(User user) {
        for (int i = 0; i < SEATS; i++) {
            assertThat(limits.enter(user, PODS, 1).seat()).isCompleted();
        }
    }
}
