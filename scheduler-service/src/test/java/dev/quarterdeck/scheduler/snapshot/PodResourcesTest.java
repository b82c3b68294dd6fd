package dev.quarterdeck.scheduler.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a node a pod takes, by what it says and what its status says. */
class PodResourcesTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "containers together | containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b, resources: {requests: {cpu: 500m}}}] | {} | 1500",
                "limits alone count for nothing | containers: [{name: a, resources: {limits: {cpu: 1}}}] | {} | 0",
                "the largest that starts first | containers: [{name: a, resources: {requests: {cpu: 1}}}], initContainers: [{name: i, resources: {requests: {cpu: 3}}}, {name: j, resources: {requests: {cpu: 2}}}] | {} | 3000",
                "sidecars stay | containers: [{name: a, resources: {requests: {cpu: 1}}}], initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 2}}}] | {} | 3000",
                "who starts after a sidecar has it beside it | containers: [{name: a, resources: {requests: {cpu: 1}}}], initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 2}}}, {name: i, resources: {requests: {cpu: 2}}}] | {} | 4000",
                "overhead on top | overhead: {cpu: 250m}, containers: [{name: a, resources: {requests: {cpu: 1}}}] | {} | 1250",
                "the pod as a whole | resources: {requests: {cpu: 3}}, containers: [{name: a, resources: {requests: {cpu: 1}}}] | {} | 3000",
                "the pod as a whole and overhead | resources: {requests: {cpu: 3}}, overhead: {cpu: 1}, containers: [{name: a}] | {} | 4000",
                "a resize that grows counts at once | containers: [{name: a, resources: {requests: {cpu: 2}}}] | {containerStatuses: [{name: a, allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}}]} | 2000",
                "one that shrinks counts when it is done | containers: [{name: a, resources: {requests: {cpu: 1}}}] | {containerStatuses: [{name: a, allocatedResources: {cpu: 2}, resources: {requests: {cpu: 2}}}]} | 2000",
                "and is not done while it is in use | containers: [{name: a, resources: {requests: {cpu: 1}}}] | {containerStatuses: [{name: a, allocatedResources: {cpu: 1}, resources: {requests: {cpu: 2}}}]} | 2000",
                "done | containers: [{name: a, resources: {requests: {cpu: 1}}}] | {containerStatuses: [{name: a, allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}}]} | 1000",
                "one that can never be does not count | containers: [{name: a, resources: {requests: {cpu: 9}}}] | {conditions: [{type: PodResizePending, status: 'True', reason: Infeasible}], containerStatuses: [{name: a, allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}}]} | 1000",
                "one that is put off does | containers: [{name: a, resources: {requests: {cpu: 9}}}] | {conditions: [{type: PodResizePending, status: 'True', reason: Deferred}], containerStatuses: [{name: a, allocatedResources: {cpu: 1}, resources: {requests: {cpu: 1}}}]} | 9000",
                "a sidecar that is resized | containers: [{name: a}], initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}}] | {initContainerStatuses: [{name: s, allocatedResources: {cpu: 2}}]} | 2000",
            })
    void takesOfCpu(String what, String spec, String status, long milliCpu) {
        Pod pod = YAML.unmarshal(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: default, uid: u}\nspec: {" + spec
                        + "}\nstatus: " + status,
                Pod.class);
        assertThat(PodRequest.of(pod).amounts().milliCpu()).isEqualTo(milliCpu);
    }
}
