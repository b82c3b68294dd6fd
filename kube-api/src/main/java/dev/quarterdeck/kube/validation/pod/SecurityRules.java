package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Security contexts of pods and containers: ids, profiles, kernel settings, and what fits the operating system. */
final class SecurityRules {
    private static final Pattern SYSCTL =
            Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");
    private static final int MOST_SYSCTL_CHARACTERS = 253;
    private static final int MOST_PROFILE_BYTES = 4095;
    private static final String[] LINUX_ONLY = {
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "capabilities",
        "readOnlyRootFilesystem",
        "privileged",
        "allowPrivilegeEscalation",
        "procMount",
        "runAsUser",
        "runAsGroup"
    };
    private static final String[] LINUX_ONLY_PODS = {
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "fsGroup",
        "fsGroupChangePolicy",
        "sysctls",
        "runAsUser",
        "runAsGroup",
        "supplementalGroups",
        "supplementalGroupsPolicy",
        "seLinuxChangePolicy"
    };

    private SecurityRules() {}

    static void pod(Field spec) {
        Field context = spec.at("securityContext");
        id(context.at("fsGroup"));
        id(context.at("runAsUser"));
        id(context.at("runAsGroup"));
        context.at("supplementalGroups").items().forEach(SecurityRules::id);
        if (spec.at("shareProcessNamespace").flag() && spec.at("hostPID").flag()) {
            spec.at("shareProcessNamespace")
                    .as(context.at("shareProcessNamespace"))
                    .invalid("ShareProcessNamespace and HostPID cannot both be enabled");
        }
        sysctls(context.at("sysctls"), spec);
        Check.oneOfIfSet(context.at("fsGroupChangePolicy"), "Always", "OnRootMismatch");
        seccomp(context.at("seccompProfile"));
        appArmor(context.at("appArmorProfile"));
        Check.oneOfIfSet(context.at("supplementalGroupsPolicy"), "Merge", "Strict");
        Check.oneOfIfSet(context.at("seLinuxChangePolicy"), "MountOption", "Recursive");
        WindowsRules.options(context.at("windowsOptions"));
    }

    static void container(Field context, Field spec) {
        if (!context.isSet()) {
            return;
        }
        id(context.at("runAsUser"));
        id(context.at("runAsGroup"));
        Field mount = context.at("procMount");
        if (mount.isSet()) {
            Check.oneOf(mount, "Default", "Unmasked");
            boolean hostUsers =
                    !spec.at("hostUsers").isSet() || spec.at("hostUsers").flag();
            if (hostUsers && mount.is("Unmasked")) {
                mount.invalid("`hostUsers` must be false to use `Unmasked`");
            }
        }
        seccomp(context.at("seccompProfile"));
        Field escalation = context.at("allowPrivilegeEscalation");
        if (escalation.isSet() && !escalation.flag()) {
            if (context.at("privileged").flag()) {
                context.invalidAs(
                        shown(context), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }
            for (Field capability : context.at("capabilities", "add").items()) {
                if (capability.is("CAP_SYS_ADMIN")) {
                    context.invalidAs(
                            shown(context),
                            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
                }
            }
        }
        WindowsRules.options(context.at("windowsOptions"));
        appArmor(context.at("appArmorProfile"));
    }

    private static void id(Field id) {
        if (id.isSet()) {
            id.invalid(Formats.inRange(id.number(), 0, Integer.MAX_VALUE));
        }
    }

    private static void sysctls(Field sysctls, Field spec) {
        Set<String> names = new HashSet<>();
        for (Field sysctl : sysctls.items()) {
            Field name = sysctl.at("name");
            String text = name.text();
            if (Check.required(name)) {
                if (text.length() > MOST_SYSCTL_CHARACTERS
                        || !SYSCTL.matcher(text).matches()) {
                    name.invalid("must have at most " + MOST_SYSCTL_CHARACTERS + " characters and match regex ^"
                            + SYSCTL.pattern() + "$");
                } else if (names.contains(text)) {
                    name.duplicate();
                }
            }
            String dotted = text.replace('/', '.');
            if (spec.at("hostNetwork").flag() && dotted.startsWith("net.")) {
                name.invalid("may not be specified when 'hostNetwork' is true");
            } else if (spec.at("hostIPC").flag()
                    && (dotted.startsWith("kernel.shm")
                            || dotted.startsWith("kernel.msg")
                            || dotted.equals("kernel.sem")
                            || dotted.startsWith("fs.mqueue."))) {
                name.invalid("may not be specified when 'hostIPC' is true");
            }
            names.add(text);
        }
    }

    private static void seccomp(Field profile) {
        if (!profile.isSet()) {
            return;
        }
        Field type = profile.at("type");
        if (Check.required(type, "type is required when seccompProfile is set")) {
            Check.oneOf(type, "Localhost", "RuntimeDefault", "Unconfined");
        }
        Field local = profile.at("localhostProfile");
        if (type.is("Localhost")) {
            if (!local.isSet()) {
                local.required("must be set when seccomp type is Localhost");
            } else {
                Paths.descending(local);
            }
        } else if (local.isSet()) {
            local.invalidAs(
                    profile.struct("Type=", "LocalhostProfile"), "can only be set when seccomp type is Localhost");
        }
    }

    private static void appArmor(Field profile) {
        if (!profile.isSet()) {
            return;
        }
        Field type = profile.at("type");
        Field local = profile.at("localhostProfile");
        if (!Check.required(type, "type is required when appArmorProfile is set")
                || !Check.oneOf(type, "Localhost", "RuntimeDefault", "Unconfined")) {
            return;
        }
        if (!type.is("Localhost")) {
            if (local.isSet()) {
                local.invalid("can only be set when AppArmor type is Localhost");
            }
        } else if (local.isEmpty()) {
            local.required("must be set when AppArmor type is Localhost");
        } else {
            if (!local.text().equals(local.text().strip())) {
                local.invalid("must not be padded with whitespace");
            }
            if (local.text().length() > MOST_PROFILE_BYTES) {
                local.tooLong(MOST_PROFILE_BYTES);
            }
        }
    }

    /** Settings of one operating system make no sense on the other. */
    static void operatingSystem(Field spec, String name) {
        Field context = spec.at("securityContext");
        if (name.equals("linux")) {
            forbidWindows(context);
            ContainerRules.all(spec).forEach(c -> forbidWindows(c.at("securityContext")));
            return;
        }
        String words = "cannot be set for a windows pod";
        for (String field : LINUX_ONLY_PODS) {
            boolean given = field.equals("sysctls")
                    ? context.at(field).size() > 0
                    : context.at(field).isSet();
            if (given) {
                context.at(field).forbidden(words);
            }
        }
        for (String field : new String[] {"hostUsers", "shareProcessNamespace"}) {
            if (spec.at(field).isSet()) {
                spec.at(field).forbidden(words);
            }
        }
        for (String field : new String[] {"hostPID", "hostIPC"}) {
            if (spec.at(field).flag()) {
                spec.at(field).forbidden(words);
            }
        }
        for (Field container : ContainerRules.all(spec)) {
            for (String field : LINUX_ONLY) {
                if (container.at("securityContext", field).isSet()) {
                    container.at("securityContext", field).forbidden(words);
                }
            }
        }
    }

    private static void forbidWindows(Field context) {
        if (context.at("windowsOptions").isSet()) {
            context.at("windowsOptions").forbidden("windows options cannot be set for a linux pod");
        }
    }

    private static String shown(Field context) {
        return context.struct(
                "Capabilities",
                "Privileged",
                "SELinuxOptions",
                "WindowsOptions",
                "RunAsUser",
                "RunAsGroup",
                "RunAsNonRoot",
                "ReadOnlyRootFilesystem",
                "AllowPrivilegeEscalation",
                "ProcMount",
                "SeccompProfile",
                "AppArmorProfile");
    }
}
