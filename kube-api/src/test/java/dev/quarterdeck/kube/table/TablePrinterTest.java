package dev.quarterdeck.kube.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.reference.ReferenceData;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class TablePrinterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final String INIT = "initContainers: [{name: i}, {name: s, restartPolicy: Always}, {name: j}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "|phase: Pending|0/2|Pending|0",
                "|phase: Pending, reason: Evicted|0/2|Evicted|0",
                "|phase: Pending, conditions: [{type: PodScheduled, reason: SchedulingGated}]|0/2|SchedulingGated|0",
                "|phase: Running, containerStatuses: [{name: a, ready: true, state: {running: {}}}, {name: b, ready: true, restartCount: 1, state: {running: {}}, lastState: {terminated: {finishedAt: '2026-01-01T00:00:00Z'}}}]|2/2|Running|1 (10m ago)",
                "|phase: Running, containerStatuses: [{name: a, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}}, {name: b, ready: true, state: {running: {}}}]|1/2|CrashLoopBackOff|3",
                "|phase: Running, containerStatuses: [{name: a, state: {terminated: {reason: Completed, exitCode: 0}}}, {name: b, ready: true, state: {running: {}}}]|1/2|NotReady|0",
                "|~phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: a, state: {terminated: {reason: Completed, exitCode: 0}}}, {name: b, ready: true, state: {running: {}}}]~|1/2|Running|0",
                "|phase: Failed, containerStatuses: [{name: a, state: {terminated: {exitCode: 3}}}]|0/2|ExitCode:3|0",
                "|phase: Failed, containerStatuses: [{name: a, state: {terminated: {signal: 9, exitCode: 137}}}]|0/2|Signal:9|0",
                "INIT|phase: Pending, initContainerStatuses: [{name: i, state: {waiting: {reason: PodInitializing}}}]|0/3|Init:0/3|0",
                "INIT|phase: Pending, initContainerStatuses: [{name: i, restartCount: 2, state: {waiting: {reason: ErrImagePull}}}]|0/3|Init:ErrImagePull|2",
                "INIT|phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 1}}}]|0/3|Init:ExitCode:1|0",
                "INIT|phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}, {name: s, started: true, ready: true, restartCount: 1, state: {running: {}}}, {name: j, state: {running: {}}}]|1/3|Init:2/3|1",
            })
    void saysHowAPodIs(String init, String status, String ready, String word, String restarts) {
        ObjectNode pod = ReferenceData.yaml("metadata: {name: p, creationTimestamp: '2026-01-01T00:00:00Z'}\n"
                + "spec: {containers: [{name: a}, {name: b}], " + (init == null ? "" : INIT) + "}\n"
                + "status: {" + status + "}");
        assertThat(row("", "Pod", pod))
                .startsWith("[\"p\",\"" + ready + "\",\"" + word + "\",\"" + restarts + "\",\"10m\"");
    }

    @Test
    void saysWhenAPodIsGoing() {
        assertThat(
                        row(
                                "",
                                "Pod",
                                ReferenceData.yaml(
                                        "metadata: {name: p, deletionTimestamp: '2026-01-01T00:00:00Z'}\nstatus: {phase: Running}")))
                .contains("\"Terminating\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "apps/Deployment|{metadata: {name: d}, spec: {replicas: 3, selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: c, image: i}]}}}, status: {readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2}}|~[\"d\",\"2/3\",1,2,\"<unknown>\",\"c\",\"i\",\"a=b\"]~",
                "/Service|{metadata: {name: s}, spec: {type: LoadBalancer, clusterIPs: [10.0.0.1], ports: [{port: 80, nodePort: 30000, protocol: TCP}], selector: {b: c, a: b}}, status: {loadBalancer: {ingress: [{ip: 9.9.9.9}, {hostname: h}]}}}|~[\"s\",\"LoadBalancer\",\"10.0.0.1\",\"9.9.9.9,h\",\"80:30000/TCP\",\"<unknown>\",\"a=b,b=c\"]~",
                "/Service|{metadata: {name: s}, spec: {type: LoadBalancer}}|~[\"s\",\"LoadBalancer\",\"<none>\",\"<pending>\",\"<none>\",\"<unknown>\",\"<none>\"]~",
                "/Node|{metadata: {name: n, labels: {node-role.kubernetes.io/control-plane: ''}}, spec: {unschedulable: true}, status: {conditions: [{type: Ready, status: Unknown}], nodeInfo: {kubeletVersion: v1, kernelVersion: '6', architecture: arm64}}}|~[\"n\",\"NotReady,SchedulingDisabled\",\"control-plane\",\"<unknown>\",\"v1\",\"<none>\",\"<none>\",\"<unknown>\",\"6 (arm64)\",\"<unknown>\"]~",
                "/Endpoints|{metadata: {name: e}, subsets: [{addresses: [{ip: 1.1.1.1}, {ip: 1.1.1.2}], ports: [{port: 80}, {port: 81}]}]}|~[\"e\",\"1.1.1.1:80,1.1.1.2:80,1.1.1.1:81 + 1 more...\",\"<unknown>\"]~",
                "batch/Job|{metadata: {name: j}, spec: {completions: 3}, status: {succeeded: 3, startTime: '2026-01-01T00:00:00Z', completionTime: '2026-01-01T00:01:00Z', conditions: [{type: Complete, status: 'True'}]}}|~[\"j\",\"Complete\",\"3/3\",\"60s\",\"<unknown>\",\"\",\"\",\"<none>\"]~",
                "autoscaling/HorizontalPodAutoscaler|{metadata: {name: h}, spec: {minReplicas: 1, maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: d}, metrics: [{type: Resource, resource: {name: cpu, target: {averageUtilization: 80}}}]}}|~[\"h\",\"Deployment/d\",\"cpu: <unknown>/80%\",\"1\",3,0,\"<unknown>\"]~",
                "rbac.authorization.k8s.io/Role|{metadata: {name: r, creationTimestamp: '2026-01-01T00:00:00Z'}}|~[\"r\",\"2026-01-01T00:00:00Z\"]~",
                "networking.k8s.io/IPAddress|{metadata: {name: a}, spec: {parentRef: {resource: services, namespace: n, name: s}}}|~[\"a\",\"services/n/s\",\"<unknown>\"]~",
            })
    void printsOtherKinds(String kind, String object, String cells) {
        int slash = kind.indexOf('/');
        assertThat(row(kind.substring(0, slash), kind.substring(slash + 1), ReferenceData.yaml(object)))
                .isEqualTo(cells);
    }

    private static String row(String group, String kind, ObjectNode object) {
        return BuiltInTables.of(new GroupVersionKind(group, "v1", kind))
                .row(object, NOW)
                .toString();
    }
}
