package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The volumes of a pod: each has a name of its own and exactly one source. */
final class VolumeRules {
    /** Sources in the order they are looked at; where several are given, all but the first are refused. */
    private static final int MOST_INITIATOR_CHARACTERS = 64;

    private static final List<String> SOURCES = List.of(
            "emptyDir",
            "hostPath",
            "gitRepo",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "secret",
            "nfs",
            "iscsi",
            "glusterfs",
            "flocker",
            "persistentVolumeClaim",
            "rbd",
            "cinder",
            "cephfs",
            "quobyte",
            "downwardAPI",
            "fc",
            "flexVolume",
            "configMap",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "storageos",
            "projected",
            "scaleIO",
            "csi",
            "ephemeral",
            "image");

    private static final int MOST_MODE = 0777;
    private static final String MODE = "must be a number between 0 and 0777 (octal), both inclusive";
    private static final Set<String> TEMPLATE_METADATA = Set.of("annotations", "labels", "creationTimestamp");

    private VolumeRules() {}

    /** The volumes that are well-formed, by name: those a container can mount. */
    static Map<String, Field> volumes(Field volumes, @Nullable Field metadata) {
        Set<String> made = new HashSet<>();
        String pod = metadata == null ? "" : metadata.at("name").text();
        Map<String, Field> good = new LinkedHashMap<>();
        for (Field volume : volumes.items()) {
            if (!pod.isEmpty() && volume.at("ephemeral").isSet()) {
                made.add(pod + "-" + volume.at("name").text());
            }
        }
        for (Field volume : volumes.items()) {
            int before = volume.errorCount();
            Field name = volume.at("name");
            source(volume, pod);
            if (Check.required(name)) {
                Check.dnsLabel(name);
            }
            if (good.containsKey(name.text())) {
                name.duplicate();
            }
            if (volume.errorCount() == before) {
                good.put(name.text(), volume);
            }
            Field claim = volume.at("persistentVolumeClaim", "claimName");
            if (made.contains(claim.text())) {
                claim.invalid("must not reference a PVC that gets created for an ephemeral volume");
            }
        }
        return good;
    }

    private static void source(Field volume, String pod) {
        boolean found = false;
        for (String kind : SOURCES) {
            Field source = volume.at(kind);
            if (!source.isSet()) {
                continue;
            }
            if (found) {
                String shown =
                        switch (kind) {
                            case "cephfs" -> "cephFS";
                            case "downwardAPI" -> "downwarAPI";
                            default -> kind;
                        };
                source.as(volume.at(shown)).forbidden("may not specify more than 1 volume type");
                continue;
            }
            found = true;
            one(kind, source, volume, pod);
        }
        if (!found) {
            volume.required("must specify a volume type");
        }
    }

    private static void one(String kind, Field source, Field volume, String pod) {
        switch (kind) {
            case "emptyDir" -> {
                if (Check.quantity(source.at("sizeLimit")).signum() < 0) {
                    source.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
                }
            }
            case "secret" -> {
                Check.required(source.at("secretName"));
                mode(source.at("defaultMode"));
                source.at("items").items().forEach(VolumeRules::keyToPath);
            }
            case "configMap" -> {
                Check.required(source.at("name"));
                mode(source.at("defaultMode"));
                source.at("items").items().forEach(VolumeRules::keyToPath);
            }
            case "persistentVolumeClaim" -> Check.required(source.at("claimName"));
            case "downwardAPI" -> {
                mode(source.at("defaultMode"));
                source.at("items").items().forEach(item -> downward(item.as(source)));
            }
            case "projected" -> {
                mode(source.at("defaultMode"));
                projected(source);
            }
            case "ephemeral" -> ephemeral(source, volume, pod);
            case "image" -> {
                Check.required(source.at("reference"));
                Check.requiredOneOf(source.at("pullPolicy"), "Always", "IfNotPresent", "Never");
            }
            case "csi" -> {
                VolumeSources.check(kind, source);
                Field secret = source.at("nodePublishSecretRef", "name");
                if (!secret.isEmpty()) {
                    Check.dnsSubdomain(secret.as(source.at("name")));
                }
            }
            case "iscsi" -> {
                VolumeSources.check(kind, source);
                Field name = volume.at("name");
                if (source.at("initiatorName").isSet()
                        && (name.text() + ":" + source.at("targetPortal").text()).length()
                                > MOST_INITIATOR_CHARACTERS) {
                    name.invalid(
                            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
                }
            }
            default -> VolumeSources.check(kind, source);
        }
    }

    private static void ephemeral(Field source, Field volume, String pod) {
        Field template = source.at("volumeClaimTemplate");
        if (!template.isSet()) {
            template.required("");
        } else {
            Field metadata = template.at("metadata");
            MetadataRules.annotations(metadata.at("annotations"));
            MetadataRules.labels(metadata.at("labels"));
            for (Field field : metadata.entries()) {
                if (!TEMPLATE_METADATA.contains(field.name()) && !field.isEmpty()) {
                    metadata.at(field.name()).forbidden("cannot be set");
                }
            }
            ClaimSpecRules.spec(template.at("spec"));
        }
        String name = volume.at("name").text();
        if (!pod.isEmpty() && !name.isEmpty()) {
            for (String problem : Formats.dnsSubdomain(pod + "-" + name)) {
                volume.at("name").invalid("PVC name " + Check.quoted(pod + "-" + name) + ": " + problem);
            }
        }
    }

    private static void mode(Field mode) {
        if (mode.isSet() && (mode.number() < 0 || mode.number() > MOST_MODE)) {
            mode.invalid(MODE);
        }
    }

    private static void keyToPath(Field item) {
        Check.required(item.at("key"));
        Check.required(item.at("path"));
        Paths.notReserved(item.at("path"));
        mode(item.at("mode"));
    }

    private static void downward(Field file) {
        Check.required(file.at("path"));
        Paths.notReserved(file.at("path"));
        Field field = file.at("fieldRef");
        Field resource = file.at("resourceFieldRef");
        if (field.isSet()) {
            EnvironmentRules.fieldRef(field, true);
            if (resource.isSet()) {
                file.invalidAs("\"resource\"", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        } else if (resource.isSet()) {
            EnvironmentRules.resourceFieldRef(resource, true);
        } else {
            file.required("one of fieldRef and resourceFieldRef is required");
        }
        mode(file.at("mode"));
    }

    private static void projected(Field volume) {
        Map<String, String> paths = new HashMap<>();
        for (Field source : volume.at("sources").items()) {
            int kinds = 0;
            for (String kind : new String[] {"secret", "configMap"}) {
                Field projection = source.at(kind);
                if (projection.isSet()) {
                    kinds++;
                    Check.required(projection.at("name"));
                    for (Field item : projection.at("items").items()) {
                        keyToPath(item);
                        distinct(
                                volume,
                                paths,
                                item.at("path").text(),
                                projection.at("name").text());
                    }
                }
            }
            Field downward = source.at("downwardAPI");
            if (downward.isSet()) {
                kinds++;
                for (Field item : downward.at("items").items()) {
                    downward(item.as(downward));
                    distinct(
                            volume,
                            paths,
                            item.at("path").text(),
                            item.at("path").text());
                }
            }
            if (source.at("serviceAccountToken").isSet()) {
                kinds++;
                token(source.at("serviceAccountToken"), volume);
            }
            if (kinds > 1) {
                source.forbidden("may not specify more than 1 volume type per source");
            }
        }
    }

    private static void distinct(Field volume, Map<String, String> paths, String path, String shown) {
        if (!path.isEmpty() && paths.put(path, path) != null) {
            volume.invalidAs(Check.quoted(shown), "conflicting duplicate paths");
        }
    }

    private static void token(Field token, Field volume) {
        Field seconds = token.at("expirationSeconds");
        if (seconds.number() < 600) {
            seconds.invalidAs(Long.toString(seconds.number()), "may not specify a duration less than 10 minutes");
        } else if (seconds.number() > 1L << 32) {
            seconds.invalid("may not specify a duration larger than 2^32 seconds");
        }
        Field path = token.at("path").as(volume.at("path"));
        if (Check.required(path)) {
            Paths.notReserved(path);
        }
    }
}
