package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Where a container sees its volumes, as directories and as block devices. */
final class MountRules {

    private MountRules() {}

    private static Map<String, String> byName(Field list, String path) {
        Map<String, String> paths = new HashMap<>();
        list.items()
                .forEach(item -> paths.put(item.at("name").text(), item.at(path).text()));
        return paths;
    }

    static void mounts(Field container, Map<String, Field> volumes) {
        Field mounts = container.at("volumeMounts");
        Map<String, String> devices = byName(container.at("volumeDevices"), "devicePath");
        Set<String> paths = new HashSet<>();
        for (Field mount : mounts.items()) {
            Field name = mount.at("name");
            Field path = mount.at("mountPath");
            Check.required(name);
            if (!volumes.containsKey(name.text())) {
                name.notFound();
            }
            Check.required(path);
            if (!paths.add(path.text())) {
                path.invalid("must be unique");
            }
            if (devices.containsKey(name.text())) {
                name.invalid("must not already exist in volumeDevices");
            }
            if (devices.containsValue(path.text())) {
                path.invalid("must not already exist as a path in volumeDevices");
            }
            Field subPath = mount.at("subPath");
            Field expression = mount.at("subPathExpr");
            if (!subPath.isEmpty()) {
                Paths.descending(subPath.as(mounts.at("subPath")));
            }
            if (!expression.isEmpty()) {
                if (!subPath.isEmpty()) {
                    expression.invalid("subPathExpr and subPath are mutually exclusive");
                }
                Paths.descending(expression.as(mounts.at("subPathExpr")));
            }
            propagation(mount.at("mountPropagation").as(mounts.at("mountPropagation")), container);
            recursiveReadOnly(mount, mounts);
        }
    }

    private static void propagation(Field propagation, Field container) {
        if (!propagation.isSet()) {
            return;
        }
        Check.oneOf(propagation, "Bidirectional", "HostToContainer", "None");
        if (propagation.is("Bidirectional")
                && !container.at("securityContext", "privileged").flag()) {
            propagation.forbidden("Bidirectional mount propagation is available only to privileged containers");
        }
    }

    private static void recursiveReadOnly(Field mount, Field mounts) {
        Field mode = mount.at("recursiveReadOnly").as(mounts.at("recursiveReadOnly"));
        if (!mode.isSet() || mode.is("Disabled") || !Check.oneOf(mode, "Disabled", "Enabled", "IfPossible")) {
            return;
        }
        if (!mount.at("readOnly").flag()) {
            mode.forbidden("may only be specified when readOnly is true");
        }
        Field propagation = mount.at("mountPropagation");
        if (propagation.isSet() && !propagation.is("None")) {
            mode.forbidden("may only be specified when mountPropagation is None or not specified");
        }
    }

    static void devices(Field container, Map<String, Field> volumes) {
        Map<String, String> mounts = byName(container.at("volumeMounts"), "mountPath");
        Set<String> names = new HashSet<>();
        Set<String> paths = new HashSet<>();
        for (Field device : container.at("volumeDevices").items()) {
            Field name = device.at("name");
            Field path = device.at("devicePath");
            Check.required(name);
            if (names.contains(name.text())) {
                name.invalid("must be unique");
            }
            Field volume = volumes.get(name.text());
            if (volume == null) {
                name.notFound();
            } else if (!volume.at("persistentVolumeClaim").isSet()
                    && !volume.at("ephemeral").isSet()) {
                name.invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            Check.required(path);
            if (paths.contains(path.text())) {
                path.invalid("must be unique");
            }
            if ((path.text() + "/").contains("/../") || path.text().startsWith("../")) {
                path.invalid("can not contain backsteps ('..')");
            } else {
                paths.add(path.text());
            }
            if (mounts.containsKey(name.text())) {
                name.invalid("must not already exist in volumeMounts");
            }
            if (mounts.containsValue(path.text())) {
                path.invalid("must not already exist as a path in volumeMounts");
            }
            if (!name.isEmpty()) {
                names.add(name.text());
            }
        }
    }
}
