package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.list;
import static dev.quarterdeck.state.reference.Edges.map;
import static dev.quarterdeck.state.reference.Edges.status;
import static dev.quarterdeck.state.reference.Edges.x;
import static dev.quarterdeck.state.reference.Patches.spec;

import java.util.List;

/** The limits of definitions, webhooks, storage and identity. */
final class ClusterLimits {
    private ClusterLimits() {}

    static void tryAll(Edges edges) {
        edges.row("RuntimeClass", "handler")
                .fits("RuntimeClass", "{'handler':'" + x(63) + "'}")
                .breaks("RuntimeClass", "{'handler':'" + x(64) + "'}", "handler");
        edges.row("Lease", "leaseDurationSeconds")
                .breaks("Lease", spec("'leaseDurationSeconds':0"), "spec.leaseDurationSeconds")
                .breaks("Lease", spec("'leaseTransitions':-1"), "spec.leaseTransitions");
        edges.row("FlowSchema", "matchingPrecedence")
                .fits("FlowSchema", spec("'matchingPrecedence':10000"))
                .breaks("FlowSchema", spec("'matchingPrecedence':10001"), "spec.matchingPrecedence")
                .breaks("FlowSchema", spec("'matchingPrecedence':1"), "spec.matchingPrecedence");
        String level = "PriorityLevelConfiguration";
        String queuing = "'limited':{'limitResponse':{'queuing':{'queues':%d,'handSize':%d}}}";
        edges.row(level, "queues")
                .fits(level, spec(queuing.formatted(10_000_000, 2)))
                .breaks(level, spec(queuing.formatted(10_000_001, 2)), "spec.limited.limitResponse.queuing.queues")
                .breaks(level, spec(queuing.formatted(2, 3)), "spec.limited.limitResponse.queuing.handSize")
                .breaks(level, spec(queuing.formatted(10_000, 10)), "spec.limited.limitResponse.queuing.handSize");
        edges.row(level, "lendablePercent")
                .fits(level, spec("'limited':{'lendablePercent':100}"))
                .breaks(level, spec("'limited':{'lendablePercent':101}"), "spec.limited.lendablePercent");
        String hook = "ValidatingWebhookConfiguration";
        edges.row("webhooks", "timeoutSeconds")
                .fits(hook, hook("'timeoutSeconds':30"))
                .breaks(hook, hook("'timeoutSeconds':31"), "webhooks[0].timeoutSeconds")
                .breaks(hook, hook("'timeoutSeconds':0"), "webhooks[0].timeoutSeconds");
        String condition = "{'name':'c%d','expression':'true'}";
        edges.row("webhooks", "matchConditions")
                .fits(hook, hook("'matchConditions':" + list(64, condition::formatted)))
                .breaks(
                        hook,
                        hook("'matchConditions':" + list(65, condition::formatted)),
                        "webhooks[0].matchConditions");
        edges.row("webhooks", "name")
                .breaks(hook, hook("").replace("'a.b.c'", "'a.b'"), "webhooks[0].name")
                .breaks(
                        hook,
                        hook("").replace(
                                        "'webhooks':[",
                                        "'webhooks':["
                                                + hook("").replaceFirst("^\\{'webhooks':\\[", "")
                                                        .replaceFirst("]}$", "")
                                                + ","),
                        "webhooks[1].name");
        edges.row("webhooks", "sideEffects")
                .fits(hook, hook("'sideEffects':'NoneOnDryRun'"))
                .breaks(hook, hook("'sideEffects':'Some'"), "webhooks[0].sideEffects");
        String policy = "ValidatingAdmissionPolicy";
        edges.row("admission policies", "auditAnnotations")
                .fits(
                        policy,
                        spec("'auditAnnotations':" + list(20, i -> "{'key':'k" + i + "','valueExpression':'null'}")))
                .breaks(
                        policy,
                        spec("'auditAnnotations':" + list(21, i -> "{'key':'k" + i + "','valueExpression':'null'}")),
                        "spec.auditAnnotations")
                .breaks(
                        policy,
                        spec("'auditAnnotations':[{'key':'k','valueExpression':'" + x(5121) + "'}]"),
                        "spec.auditAnnotations[0].valueExpression");
        edges.row("admission policies", "validations + auditAnnotations")
                .breaks(policy, spec("'validations':[]"), "spec.validations");
        String definition = "CustomResourceDefinition";
        String versions = "'versions':[{'name':'v1','served':true,'storage':%s,'schema':{'openAPIV3Schema':{%s}}%s}]";
        edges.row(definition, "selectableFields")
                .breaks(
                        definition,
                        spec(versions.formatted(
                                "true",
                                "'type':'object'",
                                ",'selectableFields':" + list(9, i -> "{'jsonPath':'.spec.a" + i + "'}"))),
                        "spec.selectableFields")
                .breaks(
                        definition,
                        spec(versions.formatted(
                                "true",
                                "'type':'object','properties':{'spec':{'type':'object','properties':{'b':{'type':'number'}}}}",
                                ",'selectableFields':[{'jsonPath':'.spec.b'}]")),
                        "spec.selectableFields[0]");
        edges.row(definition, "versions")
                .breaks(definition, spec(versions.formatted("false", "'type':'object'", "")), "spec.versions");
        edges.row(definition, "group")
                .breaks(definition, "{'metadata':{'name':'things.example'},'spec':{'group':'example'}}", "spec.group")
                .breaks(
                        definition,
                        "{'metadata':{'name':'things.x.k8s.io'},'spec':{'group':'x.k8s.io'}}",
                        "metadata.annotations[api-approved.kubernetes.io]");
        edges.row(definition, "schema")
                .breaks(
                        definition,
                        spec(versions.formatted("true", "'type':'object','properties':{'a':{'nullable':true}}", "")),
                        "spec.validation.openAPIV3Schema.properties[a].type")
                .breaks(definition, spec("'preserveUnknownFields':true"), "spec.preserveUnknownFields");
        edges.row("CertificateSigningRequest", "expirationSeconds")
                .breaks("CertificateSigningRequest", spec("'expirationSeconds':599"), "spec.expirationSeconds");
        for (String what : List.of(
                "maxExpirationSeconds",
                "pkixPublicKey, proofOfPossession, stubPKCS10Request",
                "status.certificateChain")) {
            edges.row("PodCertificateRequest", what).absent("not served by default");
        }
        for (String kind : List.of("StorageClass", "VolumeAttributesClass")) {
            edges.row(kind, "parameters")
                    .fits(kind, "{'parameters':" + map(511, i -> "'k" + i + "':'v'") + "}")
                    .breaks(kind, "{'parameters':" + map(513, i -> "'k" + i + "':'v'") + "}", "parameters")
                    .breaks(kind, "{'parameters':{'k':'" + x(262_144) + "'}}", "parameters");
        }
        edges.row("VolumeAttachment", "status.attachmentMetadata")
                .does(() -> status(
                        edges,
                        "VolumeAttachment",
                        "",
                        "'attachmentMetadata':{'k':'" + x(262_144) + "'}",
                        "status.attachmentMetadata"));
        edges.row("CSINode", "nodeID")
                .fits("CSINode", spec("'drivers':[{'name':'d','nodeID':'" + x(256) + "'}]"))
                .breaks(
                        "CSINode",
                        spec("'drivers':[{'name':'d','nodeID':'" + x(257) + "'}]"),
                        "spec.drivers[0].nodeID");
        edges.row("CSI driver names", "in PersistentVolume, pod volumes, CSINode")
                .fits("CSINode", spec("'drivers':[{'name':'D" + x(62) + "','nodeID':'n'}]"))
                .breaks("CSINode", spec("'drivers':[{'name':'" + x(64) + "','nodeID':'n'}]"), "spec.drivers[0].name")
                .breaks(
                        "Pod",
                        spec("'volumes':[{'name':'v','csi':{'driver':'" + x(64) + "'}}]"),
                        "spec.volumes[0].csi.driver");
        edges.row("CSIDriver", "nodeAllocatableUpdatePeriodSeconds")
                .fits("CSIDriver", spec("'nodeAllocatableUpdatePeriodSeconds':10"))
                .breaks(
                        "CSIDriver",
                        spec("'nodeAllocatableUpdatePeriodSeconds':9"),
                        "spec.nodeAllocatableUpdatePeriodSeconds");
        edges.row("PersistentVolume", "capacity")
                .breaks("PersistentVolume", spec("'capacity':{'storage':'0'}"), "spec.capacity")
                .breaks("PersistentVolume", spec("'capacity':{'cpu':'1'}"), "spec.capacity")
                .breaks("PersistentVolume", spec("'hostPath':null"), "spec")
                .breaks("PersistentVolume", spec("'nfs':{'server':'s','path':'/p'}"), "spec.nfs");
        edges.row("PersistentVolumeClaim", "requests.storage")
                .breaks("PersistentVolumeClaim", spec("'resources':{'requests':{'storage':'0'}}"), "spec.resources");
    }

    private static String hook(String fields) {
        return "{'webhooks':[{'name':'a.b.c','clientConfig':{'url':'https://h.example'},'admissionReviewVersions':['v1']"
                + (fields.contains("sideEffects") ? "" : ",'sideEffects':'None'")
                + (fields.isEmpty() ? "" : "," + fields) + "}]}";
    }
}
