package dev.quarterdeck.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.node.testing.RealNode;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pods do on a real containerd, each behaviour by a pod of its own. */
class LeadsPodsIT {
    private static RealNode node;

    @BeforeAll
    static void start() throws Exception {
        node = RealNode.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    private static void await(Pod pod, String what, Predicate<PodStatus> condition) {
        Await.until(
                what,
                Duration.ofSeconds(60),
                () -> node.api.has(pod) && condition.test(node.api.status(pod)),
                () -> node.api.status(pod) + "\n" + node.events.of(pod));
    }

    private static boolean ready(PodStatus status) {
        return status.getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    private static ContainerStatus main(PodStatus status) {
        return status.getContainerStatuses().getFirst();
    }

    private static String log(Pod pod, String container, int restart) throws Exception {
        return Files.readString(node.directory
                .resolve("logs")
                .resolve("default_" + pod.getMetadata().getName() + "_"
                        + pod.getMetadata().getUid())
                .resolve(container)
                .resolve(restart + ".log"));
    }

    private static void delete(Pod pod) {
        node.api.requestDeletion(pod, 0);
        Await.until("gone", () -> !node.api.has(pod));
    }

    @Test
    void runs_init_containers_in_order_and_sidecars_beside() throws Exception {
        Pod pod = node.api.create(Pods.pod(
                        "order",
                        Pods.shell("main", "cat /work/steps; exit 0")
                                .addNewVolumeMount()
                                .withName("work")
                                .withMountPath("/work")
                                .endVolumeMount()
                                .build())
                .editSpec()
                .withRestartPolicy("Never")
                .addToInitContainers(
                        Pods.shell("first", "echo first >> /work/steps")
                                .addNewVolumeMount()
                                .withName("work")
                                .withMountPath("/work")
                                .endVolumeMount()
                                .build(),
                        Pods.shell("side", "echo side >> /work/steps; sleep 1000")
                                .withRestartPolicy("Always")
                                .addNewVolumeMount()
                                .withName("work")
                                .withMountPath("/work")
                                .endVolumeMount()
                                .withNewStartupProbe()
                                .withPeriodSeconds(1)
                                .withNewExec()
                                .withCommand("grep", "side", "/work/steps")
                                .endExec()
                                .endStartupProbe()
                                .build(),
                        Pods.shell("second", "echo second >> /work/steps")
                                .addNewVolumeMount()
                                .withName("work")
                                .withMountPath("/work")
                                .endVolumeMount()
                                .build())
                .addNewVolume()
                .withName("work")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .build());
        await(pod, "succeeded", status -> "Succeeded".equals(status.getPhase()));
        assertThat(log(pod, "main", 0)).containsSubsequence("first", "side", "second");
        PodStatus status = node.api.status(pod);
        assertThat(status.getInitContainerStatuses())
                .extracting(ContainerStatus::getName)
                .containsExactly("first", "side", "second");
        assertThat(main(status).getState().getTerminated().getReason()).isEqualTo("Completed");
        assertThat(node.runtime.observe(pod.getMetadata().getUid()).running()).isEmpty();
        delete(pod);
    }

    @Test
    void restarts_what_ends_and_backs_off() {
        Pod pod = node.api.create(Pods.pod(
                        "crash",
                        Pods.shell("main", "echo -n bye > /dev/termination-log; exit 7")
                                .build())
                .build());
        await(
                pod,
                "crash loop",
                status -> !status.getContainerStatuses().isEmpty()
                        && main(status).getRestartCount() == 1
                        && main(status).getState().getWaiting() != null
                        && "CrashLoopBackOff"
                                .equals(main(status).getState().getWaiting().getReason()));
        ContainerStatus status = main(node.api.status(pod));
        assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(7);
        assertThat(status.getLastState().getTerminated().getMessage()).isEqualTo("bye");
        assertThat(status.getState().getWaiting().getMessage())
                .startsWith("back-off 10s restarting failed container=main pod=crash_default(");
        assertThat(node.api.status(pod).getPhase()).isEqualTo("Running");
        assertThat(node.events.of(pod))
                .anyMatch(e -> e.startsWith("BackOff: Back-off restarting failed container main"));
        delete(pod);
    }

    @Test
    void says_why_an_image_cannot_be_had() {
        Pod missing = node.api.create(Pods.pod(
                        "missing",
                        Pods.shell("main", "true")
                                .withImage("127.0.0.1:1/none:1")
                                .build())
                .build());
        Pod never = node.api.create(Pods.pod(
                        "never",
                        Pods.shell("main", "true")
                                .withImage("127.0.0.1:1/none:1")
                                .withImagePullPolicy("Never")
                                .build())
                .build());
        await(
                missing,
                "image pull backoff",
                status -> !status.getContainerStatuses().isEmpty()
                        && "ImagePullBackOff"
                                .equals(main(status).getState().getWaiting().getReason()));
        await(
                never,
                "never pull",
                status -> !status.getContainerStatuses().isEmpty()
                        && "ErrImageNeverPull"
                                .equals(main(status).getState().getWaiting().getReason()));
        assertThat(node.events.of(missing))
                .contains("Pulling: Pulling image \"127.0.0.1:1/none:1\"", "Failed: Error: ErrImagePull")
                .contains("BackOff: Back-off pulling image \"127.0.0.1:1/none:1\"", "Failed: Error: ImagePullBackOff");
        delete(missing);
        delete(never);
    }

    @Test
    void probes_containers() {
        Pod pod = node.api.create(Pods.pod(
                        "probed",
                        Pods.shell(
                                        "main",
                                        "mkdir /www; touch /tmp/live; httpd -p 8080 -h /www; sleep 1; echo ok > /www/ready;"
                                                + " sleep 2; rm /tmp/live; sleep 1000")
                                .withNewReadinessProbe()
                                .withPeriodSeconds(1)
                                .withNewHttpGet()
                                .withPath("/ready")
                                .withPort(new IntOrString(8080))
                                .endHttpGet()
                                .endReadinessProbe()
                                .withNewStartupProbe()
                                .withPeriodSeconds(1)
                                .withNewTcpSocket()
                                .withPort(new IntOrString(8080))
                                .endTcpSocket()
                                .endStartupProbe()
                                .withNewLivenessProbe()
                                .withPeriodSeconds(1)
                                .withFailureThreshold(1)
                                .withNewExec()
                                .withCommand("test", "-f", "/tmp/live")
                                .endExec()
                                .endLivenessProbe()
                                .build())
                .build());
        await(pod, "ready", LeadsPodsIT::ready);
        await(pod, "restarted by the liveness probe", status -> main(status).getRestartCount() == 1);
        assertThat(node.events.of(pod))
                .anyMatch(e -> e.startsWith("Unhealthy: Liveness probe failed"))
                .contains("Killing: Container main failed liveness probe, will be restarted");
        delete(pod);
    }

    @Test
    void limits_resources_and_privileges() throws Exception {
        Pod pod = node.api.create(Pods.pod(
                        "limited",
                        Pods.shell(
                                        "main",
                                        "id; touch /x || echo readonly; env; cat /etc/resolv.conf /etc/hosts; hostname; sleep 1000")
                                .withNewResources()
                                .addToRequests("cpu", new Quantity("100m"))
                                .addToLimits("cpu", new Quantity("500m"))
                                .addToLimits("memory", new Quantity("64Mi"))
                                .endResources()
                                .withNewSecurityContext()
                                .withRunAsUser(1000L)
                                .withRunAsGroup(3000L)
                                .withReadOnlyRootFilesystem(true)
                                .withAllowPrivilegeEscalation(false)
                                .endSecurityContext()
                                .addNewEnv()
                                .withName("MY_IP")
                                .withNewValueFrom()
                                .withNewFieldRef("v1", "status.podIP")
                                .endValueFrom()
                                .endEnv()
                                .addNewEnv()
                                .withName("GREETING")
                                .withValue("hi $(MY_IP)")
                                .endEnv()
                                .build())
                .editSpec()
                .withNewSecurityContext()
                .withFsGroup(2000L)
                .endSecurityContext()
                .endSpec()
                .build());
        await(pod, "ready", LeadsPodsIT::ready);
        String ip = node.api.status(pod).getPodIP();
        Await.until("has said all", () -> {
            try {
                return log(pod, "main", 0).contains("# Kubernetes-managed hosts file.");
            } catch (Exception e) {
                return false;
            }
        });
        assertThat(log(pod, "main", 0))
                .contains("uid=1000 gid=3000 groups=2000", "readonly", "GREETING=hi " + ip)
                .contains("nameserver 10.96.0.10", "search default.svc.cluster.local", "options ndots:5")
                .contains(ip + "\tlimited");
        String uid = pod.getMetadata().getUid();
        Path cpu = Path.of("/sys/fs/cgroup/cpu" + node.cgroupRoot + "/burstable/pod" + uid);
        if (Files.isDirectory(cpu)) {
            assertThat(cpu.resolve("cpu.shares")).hasContent("102");
            assertThat(cpu.resolve("cpu.cfs_quota_us")).hasContent("50000");
            assertThat(Path.of("/sys/fs/cgroup/memory" + node.cgroupRoot + "/burstable/pod" + uid)
                            .resolve("memory.limit_in_bytes"))
                    .hasContent(Integer.toString(64 << 20));
        }
        assertThat(node.api.status(pod).getQosClass()).isEqualTo("Burstable");
        delete(pod);
    }

    @Test
    void updates_volumes_while_the_pod_runs() throws Exception {
        node.objects.configMap("live", Map.of("color", "red")).secret("pass", "key", "s3cret");
        Pod pod = node.api.create(Pods.pod(
                        "volumes",
                        Pods.shell(
                                        "main",
                                        "cat /v/color /s/key /m/token; mount | grep -c tmpfs; while :; do echo $(cat /v/color); sleep 1; done")
                                .addNewVolumeMount()
                                .withName("v")
                                .withMountPath("/v")
                                .endVolumeMount()
                                .addNewVolumeMount()
                                .withName("s")
                                .withMountPath("/s")
                                .withReadOnly(true)
                                .endVolumeMount()
                                .addNewVolumeMount()
                                .withName("m")
                                .withMountPath("/m")
                                .endVolumeMount()
                                .build())
                .editSpec()
                .addNewVolume()
                .withName("v")
                .withNewConfigMap()
                .withName("live")
                .endConfigMap()
                .endVolume()
                .addNewVolume()
                .withName("s")
                .withNewSecret()
                .withSecretName("pass")
                .endSecret()
                .endVolume()
                .addNewVolume()
                .withName("m")
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withPath("token")
                .endServiceAccountToken()
                .endSource()
                .endProjected()
                .endVolume()
                .endSpec()
                .build());
        await(pod, "ready", LeadsPodsIT::ready);
        Await.until("first color", () -> logged(pod, "red") && logged(pod, "s3cret") && logged(pod, "token-1"));
        node.objects.configMap("live", Map.of("color", "blue"));
        Await.until("second color", () -> logged(pod, "blue"));
        Path directory =
                node.directory.resolve("pods").resolve(pod.getMetadata().getUid());
        assertThat(RealNode.run("mount")).contains(directory.toString());
        delete(pod);
        assertThat(RealNode.run("mount")).doesNotContain(pod.getMetadata().getUid());
    }

    private static boolean logged(Pod pod, String text) {
        try {
            return log(pod, "main", 0).contains(text);
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void runs_hooks_and_keeps_grace_periods() throws Exception {
        Path trace = Files.createDirectories(node.directory.resolve("trace"));
        Pod pod = node.api.create(Pods.pod(
                        "graceful",
                        Pods.shell("main", "trap 'echo term >> /trace/t; exit 0' TERM; while :; do sleep 0.1; done")
                                .addNewVolumeMount()
                                .withName("trace")
                                .withMountPath("/trace")
                                .endVolumeMount()
                                .withNewLifecycle()
                                .withNewPostStart()
                                .withNewExec()
                                .withCommand("sh", "-c", "echo post >> /trace/t")
                                .endExec()
                                .endPostStart()
                                .withNewPreStop()
                                .withNewExec()
                                .withCommand("sh", "-c", "echo pre >> /trace/t")
                                .endExec()
                                .endPreStop()
                                .endLifecycle()
                                .build())
                .editSpec()
                .addNewVolume()
                .withName("trace")
                .withNewHostPath(trace.toString(), "Directory")
                .endVolume()
                .endSpec()
                .build());
        await(pod, "ready", LeadsPodsIT::ready);
        node.api.requestDeletion(pod, 20);
        Await.until(
                "gone",
                Duration.ofSeconds(60),
                () -> !node.api.has(pod),
                () -> node.events.of(pod) + "\n"
                        + node.runtime.observe(pod.getMetadata().getUid()));
        assertThat(Files.readAllLines(trace.resolve("t"))).containsExactly("post", "pre", "term");
    }

    @Test
    void adopts_running_containers_after_it_was_killed_and_removes_orphans() throws Exception {
        Pod kept = node.api.create(
                Pods.pod("kept", Pods.shell("main", "sleep 1000").build()).build());
        Pod orphan = node.api.create(
                Pods.pod("orphan", Pods.shell("main", "sleep 1000").build()).build());
        await(kept, "ready", LeadsPodsIT::ready);
        await(orphan, "ready", LeadsPodsIT::ready);
        String uid = kept.getMetadata().getUid();
        List<String> before = node.runtime.observe(uid).containers().stream()
                .map(ObservedContainer::id)
                .toList();
        node.dropAgent();
        node.api.forget(orphan);
        node.startAgent();
        Await.until("adopted", () -> node.workers.all().stream()
                .anyMatch(w -> w.uid().equals(uid) && w.state() == PodState.RUNNING));
        Await.until(
                "orphan is gone",
                () -> node.runtime.observe(orphan.getMetadata().getUid()).isEmpty()
                        && Files.notExists(node.directory
                                .resolve("pods")
                                .resolve(orphan.getMetadata().getUid())));
        assertThat(node.runtime.observe(uid).containers())
                .extracting(ObservedContainer::id)
                .isEqualTo(before);
        assertThat(main(node.api.status(kept)).getRestartCount()).isZero();
        assertThat(ready(node.api.status(kept))).isTrue();
        delete(kept);
    }

    @Test
    void ends_pods_past_their_deadline_and_waits_for_what_is_missing() {
        Pod late = node.api.create(
                Pods.pod("late", Pods.shell("main", "sleep 1000").build())
                        .editSpec()
                        .withActiveDeadlineSeconds(2L)
                        .endSpec()
                        .build());
        Pod waiting = node.api.create(Pods.pod(
                        "waiting",
                        Pods.shell("main", "sleep 1000")
                                .addNewEnvFrom()
                                .withNewConfigMapRef("later", false)
                                .endEnvFrom()
                                .build())
                .build());
        await(late, "failed", status -> "Failed".equals(status.getPhase()));
        assertThat(node.api.status(late).getReason()).isEqualTo("DeadlineExceeded");
        await(
                waiting,
                "config error",
                status -> !status.getContainerStatuses().isEmpty()
                        && main(status).getState().getWaiting() != null
                        && "CreateContainerConfigError"
                                .equals(main(status).getState().getWaiting().getReason()));
        assertThat(main(node.api.status(waiting)).getState().getWaiting().getMessage())
                .isEqualTo("configmap \"later\" not found");
        node.objects.configMap("later", Map.of("A", "b"));
        node.api.update(new PodBuilder(node.api.get(waiting)).build());
        await(waiting, "ready", LeadsPodsIT::ready);
        delete(late);
        delete(waiting);
    }
}
