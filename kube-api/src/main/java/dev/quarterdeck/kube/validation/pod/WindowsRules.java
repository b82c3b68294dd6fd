package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What security contexts say to Windows nodes: credentials, the user's name, and containers that are processes of the host. */
final class WindowsRules {
    private static final int MOST_CREDENTIAL_KIB = 64;
    private static final int MOST_DOMAIN_CHARACTERS = 256;
    private static final int MOST_USER_CHARACTERS = 104;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NET_BIOS = Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
    private static final Pattern DOMAIN = Pattern.compile(
            "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");
    private static final Pattern ONLY_DOTS = Pattern.compile("[. ]+");
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");

    private static final String[] LISTS = {"initContainers", "containers", "ephemeralContainers"};

    private WindowsRules() {}

    static void options(Field options) {
        if (!options.isSet()) {
            return;
        }
        Field name = options.at("gmsaCredentialSpecName");
        if (name.isSet()) {
            Check.dnsSubdomain(name);
        }
        Field credential = options.at("gmsaCredentialSpec");
        if (credential.isSet()) {
            if (credential.isEmpty()) {
                credential.invalid("gmsaCredentialSpec cannot be an empty string");
            } else if (credential.text().length() > MOST_CREDENTIAL_KIB * 1024) {
                credential.invalid("gmsaCredentialSpec size must be under " + MOST_CREDENTIAL_KIB + " KiB");
            }
        }
        if (options.at("runAsUserName").isSet()) {
            user(options.at("runAsUserName"));
        }
    }

    /** {@code USER} or {@code DOMAIN\\USER}. */
    private static void user(Field name) {
        String text = name.text();
        if (text.isEmpty()) {
            name.invalid("runAsUserName cannot be an empty string");
            return;
        }
        if (CONTROL.matcher(text).find()) {
            name.invalid("runAsUserName cannot contain control characters");
            return;
        }
        int slash = text.indexOf('\\');
        if (slash != text.lastIndexOf('\\')) {
            name.invalid("runAsUserName cannot contain more than one backslash");
            return;
        }
        String domain = slash < 0 ? "" : text.substring(0, slash);
        if (domain.length() >= MOST_DOMAIN_CHARACTERS) {
            name.invalid("runAsUserName's Domain length must be under " + MOST_DOMAIN_CHARACTERS + " characters");
        }
        if (slash >= 0
                && !NET_BIOS.matcher(domain).matches()
                && !DOMAIN.matcher(domain).matches()) {
            name.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
        String user = text.substring(slash + 1);
        if (user.isEmpty()) {
            name.invalid("runAsUserName's User cannot be empty");
        } else if (user.length() > MOST_USER_CHARACTERS) {
            name.invalid("runAsUserName's User length must not be longer than " + MOST_USER_CHARACTERS + " characters");
        }
        if (ONLY_DOTS.matcher(user).matches()) {
            name.invalid("runAsUserName's User cannot contain only periods or spaces");
        }
        if (NOT_IN_NAMES.matcher(user).find()) {
            name.invalid("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }

    private static boolean mentioned(JsonNode spec) {
        if (speaks(spec)) {
            return true;
        }
        for (String list : LISTS) {
            for (JsonNode container : spec.path(list)) {
                if (speaks(container)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean speaks(JsonNode holder) {
        return holder.path("securityContext").has("windowsOptions");
    }

    /** All containers are processes of the host, or none is. */
    static void hostProcesses(Field spec) {
        if (!mentioned(spec.node())) {
            return;
        }
        Field ofPod = spec.at("securityContext", "windowsOptions", "hostProcess");
        int processes = 0;
        List<Field> containers = ContainerRules.all(spec);
        for (Field container : containers) {
            Field own = container.at("securityContext", "windowsOptions", "hostProcess");
            if (own.isSet() && ofPod.isSet() && own.flag() != ofPod.flag()) {
                own.invalid("pod hostProcess value must be identical if both are specified, was " + ofPod.flag());
            }
            if (own.isSet() ? own.flag() : ofPod.flag()) {
                processes++;
            }
        }
        if (processes == 0) {
            return;
        }
        if (processes != containers.size()) {
            spec.invalidAs(
                    "\"\"",
                    "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }
        if (!spec.at("hostNetwork").flag()) {
            spec.at("hostNetwork")
                    .invalidAs("false", "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }
}
