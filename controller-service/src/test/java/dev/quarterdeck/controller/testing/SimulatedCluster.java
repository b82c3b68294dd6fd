package dev.quarterdeck.controller.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.pod.NodeFit;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.FakeEventRecorder;
import dev.quarterdeck.reconcile.testing.FakeInformers;
import dev.quarterdeck.reconcile.testing.VirtualTime;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Controllers over an API server in memory, stepped on one thread in an order that the seed decides: which cache hears what when, who works next, when a
 * kubelet reports. Ten lines tell a story.
 */
public final class SimulatedCluster {
    /** What has it is never gone, whoever deletes it. */
    public static final String FOREIGN_FINALIZER = "example.com/never";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Of one kind for one object until all is quiet: no controller of any story may write in a circle. */
    private static final int MOST_WRITES = 32;

    public final VirtualTime time = new VirtualTime();
    public final FakeApiServer server = new FakeApiServer(time);
    public final FakeInformers informers = new FakeInformers();
    public final FakeEventRecorder events = new FakeEventRecorder();
    public final ObjectApi api;
    private final List<Controller> controllers = new ArrayList<>();
    private final List<Consumer<SimulatedCluster>> invariants = new ArrayList<>();
    private final Set<String> brokenImages = new HashSet<>();
    private final Random random;
    private final Set<String> deadNodes = new HashSet<>();
    private Duration heartbeat = Duration.ofDays(-1);
    private boolean hasNodes;
    private boolean kubelets = true;
    private boolean dualStack;
    private int ips;
    private int mostSteps = 100_000;

    public SimulatedCluster(long seed) {
        this.random = new Random(seed);
        this.api = server.api();
        informers.follow(server);
    }

    /** Over another server, which tells {@link #informers} of its changes. */
    public SimulatedCluster(long seed, Function<SimulatedCluster, ObjectApi> server) {
        this.random = new Random(seed);
        this.api = server.apply(this);
    }

    @SafeVarargs
    public final SimulatedCluster run(Function<ControllerContext, Controller>... makers) {
        return runAll(
                context -> Stream.of(makers).map(maker -> maker.apply(context)).toList());
    }

    public SimulatedCluster runAll(Function<ControllerContext, List<Controller>> maker) {
        controllers.addAll(maker.apply(new ControllerContext(
                informers, informers, api, component -> events, time, new SimpleMeterRegistry(), 1)));
        return this;
    }

    /** Checked after every step of the simulation. */
    public SimulatedCluster always(Consumer<SimulatedCluster> invariant) {
        invariants.add(invariant);
        return this;
    }

    /** After so many steps without rest it is taken for a circle. */
    public SimulatedCluster mostSteps(int most) {
        mostSteps = most;
        return this;
    }

    /** Pods stay as they are until further notice. */
    public SimulatedCluster kubelets(boolean working) {
        kubelets = working;
        return this;
    }

    /** Pods get an IPv6 address besides; one in three of them, by the seed, has none of IPv4. */
    public SimulatedCluster dualStack() {
        dualStack = true;
        return this;
    }

    /** Pods of this image never become ready. */
    public SimulatedCluster brokenImage(String image) {
        brokenImages.add(image);
        return this;
    }

    /** Nodes n1, n2 ..., ready, with leases that are renewed as time goes by. */
    public SimulatedCluster nodes(int count) {
        hasNodes = true;
        for (int i = 1; i <= count; i++) {
            create(new NodeBuilder()
                    .withNewMetadata()
                    .withName("n" + i)
                    .endMetadata()
                    .withNewSpec()
                    .endSpec()
                    .withNewStatus()
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("True")
                    .endCondition()
                    .endStatus()
                    .build());
        }
        return this;
    }

    /** The node is cut off: it renews nothing, and its pods stay as they are. */
    public SimulatedCluster killNode(String name) {
        deadNodes.add(name);
        return this;
    }

    /** The node answers again, and says that it is ready. */
    public SimulatedCluster reviveNode(String name) {
        deadNodes.remove(name);
        Node node = node(name);
        return quietly(() -> api.updateStatus(new NodeBuilder(node)
                .editStatus()
                .withConditions(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastHeartbeatTime(time.instant().toString())
                        .build())
                .endStatus()
                .build()));
    }

    public Node node(String name) {
        return get(() -> api.get(Node.class, "", name).orElseThrow());
    }

    private void heartbeats() {
        if (!hasNodes || time.elapsed().minus(heartbeat).toSeconds() < 10) {
            return;
        }
        heartbeat = time.elapsed();
        for (Node node : get(() -> api.list(Node.class, ""))) {
            String name = node.getMetadata().getName();
            if (!deadNodes.contains(name)) {
                quietly(() -> renew(name));
            }
        }
    }

    private void renew(String name) throws InterruptedException {
        Optional<Lease> there = api.get(Lease.class, "kube-node-lease", name);
        Lease lease = there.map(LeaseBuilder::new)
                .orElseGet(() -> new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace("kube-node-lease")
                        .withName(name)
                        .endMetadata())
                .editOrNewSpec()
                .withHolderIdentity(name)
                .withRenewTime(time.instant().atZone(ZoneOffset.UTC))
                .endSpec()
                .build();
        if (there.isPresent()) {
            api.update(lease);
        } else {
            api.create(lease);
        }
    }

    /** One pod is given to a node that fits and whose taints it tolerates. */
    private boolean schedule() {
        if (!hasNodes) {
            return false;
        }
        List<Node> nodes = new ArrayList<>(get(() -> api.list(Node.class, "")));
        Collections.shuffle(nodes, random);
        for (Pod pod : pods()) {
            Optional<Node> node = nodes.stream()
                    .filter(n -> NodeFit.matches(pod.getSpec(), n))
                    .filter(n -> NodeFit.tolerates(pod.getSpec().getTolerations(), n, "NoSchedule"))
                    .findFirst();
            if (Pods.nodeName(pod).isEmpty() && !pod.isMarkedForDeletion() && node.isPresent()) {
                quietly(() -> bind(pod, node.get().getMetadata().getName()));
                return true;
            }
        }
        return false;
    }

    private void bind(Pod pod, String node) throws InterruptedException {
        ObjectNode binding = Json.object().put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata").put("name", pod.getMetadata().getName());
        binding.putObject("target").put("kind", "Node").put("name", node);
        String path = "/api/v1/namespaces/default/pods/" + pod.getMetadata().getName() + "/binding";
        api.transport().exchange(new ApiRequest("POST", path, ApiRequest.JSON, Json.write(binding)));
    }

    public SimulatedCluster deployment(String name, int replicas) {
        return deployment(name, replicas, d -> d);
    }

    public SimulatedCluster deployment(String name, int replicas, UnaryOperator<DeploymentBuilder> more) {
        return create(more.apply(new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withRevisionHistoryLimit(10)
                        .withProgressDeadlineSeconds(600)
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("c")
                        .withImage("web:1")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec())
                .build());
    }

    public SimulatedCluster create(HasMetadata object) {
        return quietly(() -> api.create(object));
    }

    public SimulatedCluster edit(String name, UnaryOperator<DeploymentBuilder> change) {
        return quietly(() ->
                api.update(change.apply(new DeploymentBuilder(deployment(name))).build()));
    }

    public SimulatedCluster image(String name, String image) {
        return edit(name, d -> d.editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec());
    }

    public SimulatedCluster scale(String name, int replicas) {
        return edit(name, d -> d.editSpec().withReplicas(replicas).endSpec());
    }

    public Deployment deployment(String name) {
        return get(() -> api.get(Deployment.class, "default", name).orElseThrow());
    }

    public List<ReplicaSet> sets() {
        return get(() -> api.list(ReplicaSet.class, "default"));
    }

    public List<Pod> pods() {
        return get(() -> api.list(Pod.class, "default"));
    }

    public List<Pod> activePods(String app) {
        return pods().stream()
                .filter(Pods::isActive)
                .filter(p -> app.equals(p.getMetadata().getLabels().get("app")))
                .toList();
    }

    /** Goes on until nothing moves any more, and neither would within a minute and a half. */
    public SimulatedCluster converge() {
        Instant limit = time.instant().plus(PATIENCE);
        int before = server.requests().size();
        int steps = 0;
        while (true) {
            heartbeats();
            while (step()) {
                assertThat(++steps).as("steps without end").isLessThan(mostSteps);
                invariants.forEach(invariant -> invariant.accept(this));
            }
            if (!time.advanceToNext(limit)) {
                return boundedSince(before);
            }
        }
    }

    private SimulatedCluster boundedSince(int before) {
        List<String> requests = server.requests();
        Map<String, Integer> counts = new HashMap<>();
        for (String request : requests.subList(Math.min(before, requests.size()), requests.size())) {
            if (!request.startsWith("GET ") && !request.startsWith("POST ") && !request.contains("/leases/")) {
                counts.merge(request, 1, Integer::sum);
            }
        }
        counts.forEach((request, count) -> assertThat(count).as(request).isLessThanOrEqualTo(MOST_WRITES));
        return this;
    }

    /** Lets so much time pass, in which everything goes on. */
    public SimulatedCluster advance(Duration by) {
        Instant until = time.instant().plus(by);
        while (time.instant().isBefore(until)) {
            Duration left = Duration.between(time.instant(), until);
            time.advance(left.compareTo(Duration.ofSeconds(5)) > 0 ? Duration.ofSeconds(5) : left);
            heartbeats();
            while (step()) {
                invariants.forEach(invariant -> invariant.accept(this));
            }
        }
        return this;
    }

    /** Does one of the things that could happen next; false where there is none. */
    private boolean step() {
        int first = random.nextInt(4);
        for (int i = 0; i < 4; i++) {
            boolean moved =
                    switch ((first + i) % 4) {
                        case 0 -> informers.deliverOne();
                        case 1 -> work();
                        case 2 -> schedule();
                        default -> kubelets && kubelet();
                    };
            if (moved) {
                return true;
            }
        }
        return false;
    }

    private boolean work() {
        List<ReconcileLoop<?>> loops = new ArrayList<>(
                controllers.stream().flatMap(c -> c.loops().stream()).toList());
        Collections.shuffle(loops, random);
        for (ReconcileLoop<?> loop : loops) {
            if (get(loop::step)) {
                return true;
            }
        }
        return false;
    }

    /** One pod becomes ready, or ends being deleted. */
    private boolean kubelet() {
        List<Pod> todo = new ArrayList<>(pods().stream()
                .filter(p -> !p.getMetadata().getFinalizers().contains(FOREIGN_FINALIZER))
                .filter(p -> p.isMarkedForDeletion() || (!Pods.isReady(p) && !Pods.isTerminal(p) && !isBroken(p)))
                .filter(p -> !hasNodes || (!Pods.nodeName(p).isEmpty() && !deadNodes.contains(Pods.nodeName(p))))
                .toList());
        if (todo.isEmpty()) {
            return false;
        }
        Pod pod = todo.get(random.nextInt(todo.size()));
        if (pod.isMarkedForDeletion()) {
            quietly(() -> api.deleteWithGrace(pod, 0));
        } else {
            ips++;
            quietly(() -> api.updateStatus(ready(pod, addresses())));
        }
        return true;
    }

    private boolean isBroken(Pod pod) {
        return brokenImages.contains(pod.getSpec().getContainers().getFirst().getImage());
    }

    private List<String> addresses() {
        String v4 = "10.244.0." + ips;
        String v6 = "fd00:10:244::" + Integer.toHexString(ips);
        return !dualStack ? List.of(v4) : random.nextInt(3) == 0 ? List.of(v6) : List.of(v4, v6);
    }

    private Pod ready(Pod pod, List<String> addresses) {
        return new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .withPodIP(addresses.getFirst())
                .withPodIPs(addresses.stream()
                        .map(ip -> new PodIPBuilder().withIp(ip).build())
                        .toList())
                .withConditions(new PodConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastTransitionTime(time.instant().toString())
                        .build())
                .endStatus()
                .build();
    }

    public SimulatedCluster expectPods(String app, int count) {
        assertThat(activePods(app).size()).as("active pods of " + app).isEqualTo(count);
        return this;
    }

    public SimulatedCluster expectImage(String app, String image) {
        assertThat(activePods(app)).allSatisfy(p -> assertThat(
                        p.getSpec().getContainers().getFirst().getImage())
                .isEqualTo(image));
        return this;
    }

    public SimulatedCluster expectEvents(String... lines) {
        assertThat(events.events()).contains(lines);
        return this;
    }

    /** What may be interrupted, but is not. */
    @FunctionalInterface
    public interface Action {
        void run() throws InterruptedException;
    }

    /** As {@link Action}, with a value. */
    @FunctionalInterface
    public interface Question<T> {
        T ask() throws InterruptedException;
    }

    public SimulatedCluster quietly(Action action) {
        try {
            action.run();
            return this;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public <T> T get(Question<T> question) {
        try {
            return question.ask();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
