package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Sources that are mostly a list of fields which must be there: storage of vendors, and the host's own. Used by PersistentVolumes too. */
public final class VolumeSources {
    private static final Map<String, List<String>> REQUIRED = Map.ofEntries(
            Map.entry("gitRepo", List.of("repository")),
            Map.entry("awsElasticBlockStore", List.of("volumeID")),
            Map.entry("glusterfs", List.of("endpoints", "path")),
            Map.entry("rbd", List.of("monitors", "image")),
            Map.entry("cinder", List.of("volumeID")),
            Map.entry("cephfs", List.of("monitors")),
            Map.entry("flexVolume", List.of("driver")),
            Map.entry("vsphereVolume", List.of("volumePath")),
            Map.entry("photonPersistentDisk", List.of("pdID")),
            Map.entry("portworxVolume", List.of("volumeID")),
            Map.entry("azureDisk", List.of("diskURI")),
            Map.entry("scaleIO", List.of("gateway", "system", "volumeName")),
            Map.entry("local", List.of("path")));
    private static final String[] HOST_PATH_TYPES = {
        "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"
    };
    private static final Pattern IQN = Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([A-Za-z0-9-.]+)(:[^,;*&$|\\s]+)$");
    private static final Pattern EUI = Pattern.compile("^eui.[0-9a-fA-F]{16}$");
    private static final Pattern NAA = Pattern.compile("^naa.[0-9a-fA-F]{32}$");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*):[^:\\[\\]]*");
    private static final int MOST_DRIVER_CHARACTERS = 63;
    private static final int MOST_TENANT_CHARACTERS = 64;

    private VolumeSources() {}

    public static void check(String kind, Field source) {
        for (String field : REQUIRED.getOrDefault(kind, List.of())) {
            Check.required(source.at(field));
        }
        switch (kind) {
            case "hostPath" -> hostPath(source);
            // Its name in the reference's own form of the API.
            case "gcePersistentDisk" -> disk(source, source.under("persistentDisk"));
            case "quobyte" -> quobyte(source);
            case "storageos" -> storageOs(source);
            case "nfs" -> nfs(source);
            case "iscsi" -> iscsi(source);
            case "fc" -> fibreChannel(source);
            case "flocker" -> flocker(source);
            case "csi" -> csi(source);
            case "azureFile" -> {
                Check.required(source.at("secretName"));
                Check.required(source.at("shareName"));
            }
            case "gitRepo" -> Paths.descending(source.at("directory"));
            case "local" -> Paths.noBacksteps(source.at("path"));
            case "azureDisk" -> azureDisk(source);
            default -> partition(source, source);
        }
    }

    private static void disk(Field source, Field reported) {
        Check.required(reported.at("pdName"));
        partition(source, reported);
    }

    private static void quobyte(Field source) {
        String words = "must be a host:port pair or multiple pairs separated by commas";
        Field registry = source.at("registry");
        if (Check.required(registry, words)) {
            if (source.at("tenant").text().length() > MOST_TENANT_CHARACTERS) {
                source.at("tenant").required("must be a UUID and may not exceed a length of 64 characters");
            } else {
                for (String pair : registry.text().split(",", -1)) {
                    if (!HOST_AND_PORT.matcher(pair).matches()) {
                        registry.invalid(words);
                    }
                }
            }
        }
        Check.required(source.at("volume"));
    }

    private static void storageOs(Field source) {
        if (Check.required(source.at("volumeName"))) {
            Check.dnsLabel(source.at("volumeName"));
        }
        if (!source.at("volumeNamespace").isEmpty()) {
            Check.dnsLabel(source.at("volumeNamespace"));
        }
        if (source.at("secretRef").isSet()) {
            Check.required(source.at("secretRef", "name"));
        }
    }

    private static void partition(Field source, Field reported) {
        Field partition = reported.at("partition");
        if (partition.isSet() && (partition.number() < 0 || partition.number() > 255)) {
            partition.invalid("must be between 0 and 255, inclusive");
        }
    }

    private static void hostPath(Field source) {
        if (Check.required(source.at("path"))) {
            Paths.noBacksteps(source.at("path"));
            Check.oneOfIfSet(source.at("type"), HOST_PATH_TYPES);
        }
    }

    private static void nfs(Field source) {
        Check.required(source.at("server"));
        Check.required(source.at("path"));
        if (!source.at("path").text().startsWith("/")) {
            source.at("path").invalid("must be an absolute path");
        }
    }

    private static void iscsi(Field source) {
        Check.required(source.at("targetPortal"));
        if (Check.required(source.at("iqn"))) {
            initiator(source.at("iqn"));
        }
        Field lun = source.at("lun");
        if (lun.number() < 0 || lun.number() > 255) {
            lun.invalid("must be between 0 and 255, inclusive");
        }
        boolean secret = source.at("chapAuthDiscovery").flag()
                || source.at("chapAuthSession").flag();
        if (secret && !source.at("secretRef").isSet()) {
            source.at("secretRef").required("");
        }
        Field initiator = source.at("initiatorName");
        if (initiator.isSet()) {
            initiator(initiator.as(source.at("initiatorname")));
        }
    }

    private static void initiator(Field name) {
        String text = name.text();
        boolean good = text.startsWith("iqn")
                ? IQN.matcher(text).find()
                : text.startsWith("eui")
                        ? EUI.matcher(text).find()
                        : text.startsWith("naa") && NAA.matcher(text).find();
        if (!text.startsWith("iqn") && !text.startsWith("eui") && !text.startsWith("naa")) {
            name.invalid("must be valid format starting with iqn, eui, or naa");
        } else if (!good) {
            name.invalid("must be valid format");
        }
    }

    private static void fibreChannel(Field source) {
        boolean names = source.at("targetWWNs").size() > 0;
        boolean ids = source.at("wwids").size() > 0;
        if (!names && !ids) {
            source.at("targetWWNs").required("must specify either targetWWNs or wwids, but not both");
        } else if (names && ids) {
            source.at("targetWWNs").invalid("targetWWNs and wwids can not be specified simultaneously");
        } else if (names) {
            Field lun = source.at("lun");
            if (!lun.isSet()) {
                lun.required("lun is required if targetWWNs is specified");
            } else if (lun.number() < 0 || lun.number() > 255) {
                lun.invalid("must be between 0 and 255, inclusive");
            }
        }
    }

    private static void flocker(Field source) {
        boolean name = !source.at("datasetName").isEmpty();
        boolean id = !source.at("datasetUUID").isEmpty();
        if (!name && !id) {
            source.required("one of datasetName and datasetUUID is required");
        } else if (name && id) {
            source.invalidAs("\"resource\"", "datasetName and datasetUUID can not be specified simultaneously");
        }
        if (source.at("datasetName").text().contains("/")) {
            source.at("datasetName").invalid("must not contain '/'");
        }
    }

    private static void azureDisk(Field source) {
        Check.required(source.at("diskName"));
        Check.oneOfIfSet(source.at("cachingMode"), "None", "ReadOnly", "ReadWrite");
        Check.oneOfIfSet(source.at("kind"), "Dedicated", "Managed", "Shared");
        String uri = source.at("diskURI").text();
        boolean managed = source.at("kind").is("Managed");
        if (managed && !uri.startsWith("/subscriptions/")) {
            source.at("diskURI")
                    .unsupported(
                            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}");
        } else if (!managed && !uri.isEmpty() && !uri.startsWith("https://")) {
            source.at("diskURI")
                    .unsupported("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd");
        }
    }

    private static void csi(Field source) {
        driverName(source.at("driver"));
        Field secret = source.at("nodePublishSecretRef");
        if (secret.isSet()) {
            Check.required(secret.at("name"));
        }
    }

    /** Names of CSI drivers: subdomains of at most 63 characters in either case. */
    public static void driverName(Field name) {
        if (!Check.required(name)) {
            return;
        }
        if (name.text().length() > MOST_DRIVER_CHARACTERS) {
            name.tooLong(MOST_DRIVER_CHARACTERS);
        }
        for (String problem : Formats.dnsSubdomain(name.text().toLowerCase(Locale.ROOT))) {
            name.invalid(problem);
        }
    }
}
