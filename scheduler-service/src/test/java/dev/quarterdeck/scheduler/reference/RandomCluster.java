package dev.quarterdeck.scheduler.reference;

import dev.quarterdeck.scheduler.Pods;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Nodes and pods from a small world, so that rules meet each other often. */
final class RandomCluster {
    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";
    private final Random random;

    RandomCluster(Random random) {
        this.random = random;
    }

    private boolean one(int of) {
        return random.nextInt(of) == 0;
    }

    private String any(String... words) {
        return words[random.nextInt(words.length)];
    }

    Node node(String name) {
        Map<String, String> labels = new HashMap<>();
        labels.put(HOST, name);
        if (!one(6)) {
            labels.put(ZONE, any("a", "b", "c"));
        }
        if (one(2)) {
            labels.put("disk", any("ssd", "hdd"));
        }
        Node node = Pods.node(name)
                .editMetadata()
                .withLabels(labels)
                .endMetadata()
                .editStatus()
                .addToAllocatable("cpu", new Quantity((500 + random.nextInt(4) * 500) + "m"))
                .addToAllocatable("memory", new Quantity((1 + random.nextInt(4)) + "Gi"))
                .addToAllocatable("pods", new Quantity(String.valueOf(2 + random.nextInt(9))))
                .addToAllocatable("example.com/gpu", new Quantity(String.valueOf(random.nextInt(3))))
                .endStatus()
                .build();
        if (one(2)) {
            node.getStatus().setDeclaredFeatures(List.of("RestartAllContainersOnContainerExits"));
        }
        if (one(8)) {
            node.getSpec().setUnschedulable(true);
        }
        if (one(3)) {
            node.getSpec()
                    .getTaints()
                    .add(new Taint(
                            any("NoSchedule", "NoExecute", "PreferNoSchedule"), any("t", "u"), null, any("1", "")));
        }
        if (one(4)) {
            node.getSpec().getTaints().add(new Taint("PreferNoSchedule", "v", null, ""));
        }
        for (String image : List.of("app:1", "app:2")) {
            if (one(3)) {
                node.getStatus()
                        .getImages()
                        .add(new ContainerImage(List.of(image), (50L + random.nextInt(1500)) << 20));
            }
        }
        return node;
    }

    Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(any("one", "two"))
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", any("web", "db")))
                .endSpec()
                .build();
    }

    Pod pod(String name) {
        Pod pod = Pods.pod(name)
                .editMetadata()
                .withNamespace(any("one", "two"))
                .withLabels(labels())
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .withImage(any("app:1", "app:2", "app:3"))
                .withNewResources()
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        Map<String, Quantity> requests = new HashMap<>();
        if (!one(5)) {
            requests.put("cpu", new Quantity(random.nextInt(6) * 100 + "m"));
            requests.put("memory", new Quantity(random.nextInt(6) * 100 + "Mi"));
        }
        if (one(6)) {
            requests.put("example.com/gpu", new Quantity("1"));
        }
        pod.getSpec().getContainers().getFirst().getResources().setRequests(requests);
        sized(pod);
        decorate(pod);
        return pod;
    }

    /** Starts with something larger, is sized as a whole, costs more than it asks for, is being made smaller, or needs what not every agent can do. */
    private void sized(Pod pod) {
        if (one(8)) {
            pod.getSpec()
                    .getInitContainers()
                    .add(new ContainerBuilder()
                            .withName("init")
                            .withImage(any("app:1", "app:2"))
                            .withResources(new ResourceRequirementsBuilder()
                                    .addToRequests("cpu", new Quantity(random.nextInt(9) * 100 + "m"))
                                    .build())
                            .build());
        }
        if (one(8)) {
            pod.getSpec()
                    .setResources(new ResourceRequirementsBuilder()
                            .addToRequests("cpu", new Quantity((1 + random.nextInt(9)) * 100 + "m"))
                            .build());
        }
        if (one(8)) {
            pod.getSpec().setOverhead(Map.of("memory", new Quantity("100Mi")));
        }
        if (one(8)) {
            ContainerStatus status = new ContainerStatus();
            status.setName(pod.getSpec().getContainers().getFirst().getName());
            status.setAllocatedResources(Map.of("cpu", new Quantity("400m"), "memory", new Quantity("300Mi")));
            pod.setStatus(new PodStatusBuilder().withContainerStatuses(status).build());
        }
        if (one(8)) {
            pod.getSpec()
                    .getContainers()
                    .getFirst()
                    .setRestartPolicyRules(List.of(new ContainerRestartRule("RestartAllContainers", null)));
        }
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        labels.put("app", any("web", "db"));
        if (one(2)) {
            labels.put("tier", any("x", "y"));
        }
        return labels;
    }

    private void decorate(Pod pod) {
        if (one(5)) {
            pod.getSpec()
                    .getContainers()
                    .getFirst()
                    .getPorts()
                    .add(new io.fabric8.kubernetes.api.model.ContainerPortBuilder()
                            .withContainerPort(80)
                            .withHostPort(8000 + random.nextInt(2))
                            .withProtocol(any("TCP", "UDP"))
                            .withHostIP(any("", "10.0.0.1", "10.0.0.2"))
                            .build());
        }
        if (one(3)) {
            Toleration toleration = new Toleration();
            toleration.setOperator(any("Exists", "Equal"));
            toleration.setKey(any("t", "u", "v", "node.kubernetes.io/unschedulable"));
            toleration.setEffect(any("", "NoSchedule", "PreferNoSchedule"));
            toleration.setValue("Equal".equals(toleration.getOperator()) ? any("1", "") : null);
            pod.getSpec().getTolerations().add(toleration);
        }
        if (one(6)) {
            pod.getSpec().setNodeSelector(Map.of("disk", any("ssd", "hdd")));
        }
        for (int i = random.nextInt(5); i > 3; i--) {
            pod.getSpec().getTopologySpreadConstraints().add(constraint());
        }
        if (one(4)) {
            pod.getSpec().getTopologySpreadConstraints().add(constraint());
        }
        Affinity affinity = new Affinity();
        affinity.setNodeAffinity(one(4) ? nodeAffinity() : null);
        if (one(4)) {
            PodAffinity near = new PodAffinity();
            near.setRequiredDuringSchedulingIgnoredDuringExecution(one(2) ? List.of(term()) : List.of());
            near.setPreferredDuringSchedulingIgnoredDuringExecution(one(2) ? List.of(weighted()) : List.of());
            affinity.setPodAffinity(near);
        }
        if (one(4)) {
            PodAntiAffinity apart = new PodAntiAffinity();
            apart.setRequiredDuringSchedulingIgnoredDuringExecution(one(2) ? List.of(term()) : List.of());
            apart.setPreferredDuringSchedulingIgnoredDuringExecution(
                    one(2) ? List.of(weighted(), weighted()) : List.of());
            affinity.setPodAntiAffinity(apart);
        }
        pod.getSpec().setAffinity(one(3) ? null : affinity);
    }

    private NodeAffinity nodeAffinity() {
        NodeAffinity affinity = new NodeAffinity();
        if (one(2)) {
            affinity.setRequiredDuringSchedulingIgnoredDuringExecution(
                    new NodeSelector(one(2) ? List.of(nodeTerm()) : List.of(nodeTerm(), nodeTerm())));
        }
        affinity.setPreferredDuringSchedulingIgnoredDuringExecution(List.of(
                new PreferredSchedulingTerm(nodeTerm(), 1 + random.nextInt(100)),
                new PreferredSchedulingTerm(nodeTerm(), 1 + random.nextInt(100))));
        return affinity;
    }

    private NodeSelectorTerm nodeTerm() {
        String operator = any("In", "NotIn", "Exists", "DoesNotExist");
        List<String> values = operator.endsWith("In") ? List.of(any("ssd", "a"), any("hdd", "b")) : List.of();
        if (one(5)) {
            String name = "n" + random.nextInt(8);
            return new NodeSelectorTerm(
                    List.of(), List.of(new NodeSelectorRequirement("metadata.name", "In", List.of(name))));
        }
        return new NodeSelectorTerm(
                List.of(new NodeSelectorRequirement(any("disk", ZONE), operator, values)), List.of());
    }

    private LabelSelector selector() {
        if (one(3)) {
            String operator = any("In", "NotIn", "Exists", "DoesNotExist");
            return new LabelSelector(
                    List.of(new LabelSelectorRequirement(
                            any("app", "tier"), operator, operator.endsWith("In") ? List.of("web", "x") : List.of())),
                    null);
        }
        return one(8) ? new LabelSelector() : new LabelSelector(List.of(), Map.of("app", any("web", "db")));
    }

    private TopologySpreadConstraint constraint() {
        TopologySpreadConstraint constraint = new TopologySpreadConstraint();
        constraint.setTopologyKey(any(HOST, ZONE, ZONE, "disk"));
        constraint.setMaxSkew(1 + random.nextInt(2));
        constraint.setWhenUnsatisfiable(any("DoNotSchedule", "ScheduleAnyway"));
        constraint.setLabelSelector(selector());
        if (one(3) && "DoNotSchedule".equals(constraint.getWhenUnsatisfiable())) {
            constraint.setMinDomains(1 + random.nextInt(4));
        }
        constraint.setNodeAffinityPolicy(one(3) ? any("Honor", "Ignore") : null);
        constraint.setNodeTaintsPolicy(one(3) ? any("Honor", "Ignore") : null);
        return constraint;
    }

    private PodAffinityTerm term() {
        PodAffinityTerm term = new PodAffinityTerm();
        term.setTopologyKey(any(HOST, ZONE, ZONE, "disk"));
        term.setLabelSelector(selector());
        if (one(4)) {
            term.setNamespaces(List.of(any("one", "two")));
        }
        if (one(4)) {
            term.setNamespaceSelector(
                    one(3) ? new LabelSelector() : new LabelSelector(List.of(), Map.of("team", "red")));
        }
        return term;
    }

    private WeightedPodAffinityTerm weighted() {
        return new WeightedPodAffinityTerm(term(), 1 + random.nextInt(100));
    }
}
