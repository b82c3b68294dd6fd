package dev.quarterdeck.scheduler.profile;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.scheduler.SchedulerHarness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a KubeSchedulerConfiguration means, and what is wrong with one that cannot be used. */
class ConfigurationReaderTest {
    private static final String HEAD = """
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            """;

    private static SchedulerConfiguration read(String text) {
        return ConfigurationReader.read((HEAD + text).getBytes(StandardCharsets.UTF_8), "default-scheduler");
    }

    private static java.util.List<String> errors(String text) {
        return catchThrowableOfType(ConfigurationException.class, () -> read(text)).errors().stream()
                .map(FieldError::message)
                .toList();
    }

    @Test
    void anEmptyOneIsTheDefaults() {
        assertThat(read("")).isEqualTo(SchedulerConfiguration.standard("default-scheduler"));
        assertThat(read("leaderElection: {leaderElect: true}\nparallelism: 4\npercentageOfNodesToScore: 50\n"))
                .isEqualTo(SchedulerConfiguration.standard("default-scheduler"));
    }

    @Test
    void pluginsAreDisabledWeighedAndSetForAllPoints() {
        Profile profile = read("""
                podInitialBackoffSeconds: 2
                podMaxBackoffSeconds: 4
                profiles:
                - schedulerName: mine
                  plugins:
                    multiPoint:
                      enabled: [{name: ImageLocality, weight: 7}]
                      disabled: [{name: InterPodAffinity}]
                    score:
                      disabled: [{name: '*'}]
                      enabled: [{name: NodeResourcesFit, weight: 5}]
                    postFilter:
                      disabled: [{name: DefaultPreemption}]
                """).profiles().getFirst();
        assertThat(profile.schedulerName()).isEqualTo("mine");
        assertThat(profile.filters()).doesNotContain("InterPodAffinity").contains("NodePorts", "VolumeBinding");
        assertThat(profile.scores()).containsOnlyKeys("NodeResourcesFit").containsEntry("NodeResourcesFit", 5L);
        assertThat(profile.preempts()).isFalse();
    }

    @Test
    void argumentsAreRead() {
        SchedulerConfiguration configuration = read("""
                profiles:
                - pluginConfig:
                  - name: NodeResourcesFit
                    args:
                      apiVersion: kubescheduler.config.k8s.io/v1
                      kind: NodeResourcesFitArgs
                      ignoredResourceGroups: [example.com]
                      scoringStrategy:
                        type: RequestedToCapacityRatio
                        resources: [{name: example.com/gpu, weight: 3}]
                        requestedToCapacityRatio:
                          shape: [{utilization: 0, score: 0}, {utilization: 100, score: 10}]
                  - name: VolumeBinding
                    args: {bindTimeoutSeconds: 30}
                  - name: PodTopologySpread
                    args:
                      defaultingType: List
                      defaultConstraints: [{maxSkew: 1, topologyKey: rack, whenUnsatisfiable: ScheduleAnyway}]
                """);
        Profile.Arguments arguments = configuration.profiles().getFirst().arguments();
        assertThat(configuration.bindTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(arguments.fit().strategy()).isEqualTo(FitScoring.Strategy.RequestedToCapacityRatio);
        assertThat(arguments.fit().resources()).containsExactly(new FitScoring.ResourceWeight("example.com/gpu", 3));
        assertThat(arguments.spread()).singleElement().satisfies(c -> assertThat(c.getTopologyKey())
                .isEqualTo("rack"));
        assertThat(arguments.systemSpread()).isFalse();
        assertThat(arguments.ignoredGroups()).containsExactly("example.com");
    }

    @Test
    void whatIsWrongIsSaidOfEachField() {
        assertThat(errors("""
                percentageOfNodesToScore: 101
                podInitialBackoffSeconds: 0
                colour: blue
                profiles:
                - schedulerName: a
                - schedulerName: a
                  pluginConfig:
                  - name: InterPodAffinity
                    args: {hardPodAffinityWeight: 101}
                  - name: NodeResourcesFit
                    args:
                      scoringStrategy: {type: RequestedToCapacityRatio}
                  - name: PodTopologySpread
                    args: {defaultConstraints: [{maxSkew: 0, topologyKey: z, whenUnsatisfiable: Never}]}
                - plugins: {score: {enabled: [{name: EBSLimits}, {name: Mine}]}}
                """))
                .contains(
                        "percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]",
                        "podInitialBackoffSeconds: Invalid value: 0: must be greater than 0",
                        "colour: Forbidden: unknown field",
                        "profiles[1].schedulerName: Duplicate value: \"profiles[0].schedulerName\"",
                        "profiles[1].pluginConfig[0].args.hardPodAffinityWeight: Invalid value: 101:"
                                + " not in valid range [0, 100]",
                        "profiles[1].pluginConfig[1].args.scoringStrategy.requestedToCapacityRatio: Required value:"
                                + " must be specified when type is RequestedToCapacityRatio",
                        "profiles[1].pluginConfig[2].args.defaultConstraints[0].maxSkew: Invalid value: 0:"
                                + " not in valid range (0, inf)",
                        "profiles[1].pluginConfig[2].args.defaultConstraints[0].whenUnsatisfiable: Unsupported value:"
                                + " \"Never\": supported values: \"DoNotSchedule\", \"ScheduleAnyway\"",
                        "profiles[2].schedulerName: Required value",
                        "profiles[2].plugins.score.enabled[1].name: Invalid value: \"Mine\":"
                                + " plugin is not part of this scheduler");
        assertThat(errors(
                        "extenders: [{urlPrefix: 'http://x', prioritizeVerb: p, weight: 0, bindVerb: b, managedResources: [{name: cpu}, {name: a.com/x}]},"
                                + " {urlPrefix: x, bindVerb: b, managedResources: [{name: a.com/x}]}]"))
                .containsExactly(
                        "extenders[0].managedResources[0].name: Invalid value: \"cpu\": is an invalid extended resource name",
                        "extenders[0].weight: Invalid value: 0: must have a positive weight applied to it",
                        "extenders[1].managedResources[0].name: Invalid value: \"a.com/x\": duplicate extender managed resource name",
                        "extenders: Invalid value: \"found 2 extenders implementing bind\": only one extender can implement bind");
    }

    @Test
    void eachNameSchedulesByItsOwnProfile() throws Exception {
        SchedulerHarness it = new SchedulerHarness(read("""
                profiles:
                - schedulerName: default-scheduler
                - schedulerName: packing
                  pluginConfig:
                  - name: NodeResourcesFit
                    args: {scoringStrategy: {type: MostAllocated}}
                - schedulerName: ssd
                  pluginConfig:
                  - name: NodeAffinity
                    args:
                      addedAffinity:
                        requiredDuringSchedulingIgnoredDuringExecution:
                          nodeSelectorTerms:
                          - matchExpressions: [{key: disk, operator: In, values: [ssd]}]
                """).profiles());
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(pod("there", "1", "2Gi")
                .edit()
                .editSpec()
                .withNodeName("n1")
                .endSpec()
                .build());
        it.create(pod("spread", "500m", "1Gi"));
        it.create(pod("packed", "500m", "1Gi")
                .edit()
                .editSpec()
                .withSchedulerName("packing")
                .endSpec()
                .build());
        it.create(pod("picky").editSpec().withSchedulerName("ssd").endSpec().build());
        it.create(pod("others").editSpec().withSchedulerName("others").endSpec().build());
        it.run();
        assertThat(it.nodeOf("spread")).isEqualTo("n2");
        assertThat(it.nodeOf("packed")).isEqualTo("n1");
        assertThat(it.nodeOf("others")).isEmpty();
        assertThat(it.pod("picky").getStatus().getConditions().getFirst().getMessage())
                .startsWith("0/2 nodes are available: 2 node(s) didn't match scheduler-enforced node affinity.");
        it.create(node("n3")
                .editMetadata()
                .addToLabels("disk", "ssd")
                .endMetadata()
                .build());
        it.runAfter(Duration.ofSeconds(20));
        assertThat(it.nodeOf("picky")).isEqualTo("n3");
    }
}
