package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The containers of one pod: regular, init (restartable ones among them) and ephemeral. Names are unique over all three. */
final class ContainerRules {
    private static final int MOST_RESTART_RULES = 20;
    private static final int MOST_EXIT_CODES = 255;
    private static final String[] NOT_EPHEMERAL = {
        "ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resizePolicy", "restartPolicyRules"
    };

    private final Field spec;
    private final Map<String, Field> volumes;

    ContainerRules(Field spec, Map<String, Field> volumes) {
        this.spec = spec;
        this.volumes = volumes;
    }

    /** Every container of the pod, init containers first. */
    static List<Field> all(Field spec) {
        List<Field> all = new ArrayList<>(spec.at("initContainers").items());
        all.addAll(spec.at("containers").items());
        all.addAll(spec.at("ephemeralContainers").items());
        return all;
    }

    static void trimmedImages(Field containers) {
        for (Field container : containers.items()) {
            String image = container.at("image").text();
            if (!image.equals(image.strip())) {
                container.at("image").invalid("must not have leading or trailing whitespace");
            }
        }
    }

    void regular() {
        Field containers = spec.at("containers");
        if (!Check.required(containers)) {
            return;
        }
        Set<String> names = new HashSet<>();
        for (Field container : containers.items()) {
            common(container);
            if (!names.add(container.at("name").text())) {
                container.at("name").duplicate();
            }
            ProbeRules.lifecycle(container.at("lifecycle"), spec);
            ProbeRules.probes(container, spec);
            restart(container);
        }
        hostPorts(containers.items());
    }

    void init() {
        Set<String> names = new HashSet<>();
        spec.at("containers").items().forEach(c -> names.add(c.at("name").text()));
        for (Field container : spec.at("initContainers").items()) {
            common(container);
            boolean sidecar = container.at("restartPolicy").is("Always");
            if (container.at("restartPolicy").isSet()) {
                restart(container);
            } else if (container.at("restartPolicyRules").size() > 0) {
                container.at("restartPolicy").required("must specify restartPolicy when restart rules are used");
            }
            String name = container.at("name").text();
            if (!names.add(name)) {
                container.at("name").duplicate();
            } else if (name.isEmpty()) {
                names.remove(name);
            }
            hostPorts(List.of(container), spec.at("initContainers").item(0));
            if (sidecar) {
                ProbeRules.lifecycle(container.at("lifecycle"), spec);
                ProbeRules.probes(container, spec);
            } else {
                for (String field : new String[] {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
                    if (container.at(field).isSet()) {
                        container
                                .at(field)
                                .forbidden("may not be set for init containers without restartPolicy=Always");
                    }
                }
                for (Field policy : container.at("resizePolicy").items()) {
                    if (policy.at("restartPolicy").is("RestartContainer")) {
                        policy.at("restartPolicy")
                                .invalid("must not be set to 'RestartContainer' for non-sidecar initContainers");
                    }
                }
            }
        }
    }

    void ephemeral() {
        List<Field> containers = spec.at("ephemeralContainers").items();
        if (containers.isEmpty()) {
            return;
        }
        Set<String> others = new HashSet<>();
        spec.at("containers").items().forEach(c -> others.add(c.at("name").text()));
        spec.at("initContainers").items().forEach(c -> others.add(c.at("name").text()));
        Set<String> names = new HashSet<>(others);
        for (Field container : containers) {
            common(container);
            String image = container.at("image").text();
            if (!image.equals(image.strip())) {
                container.at("image").invalid("must not have leading or trailing whitespace");
            }
            if (!names.add(container.at("name").text())) {
                container.at("name").duplicate();
            }
            Field target = container.at("targetContainerName");
            if (!target.isEmpty() && !others.contains(target.text())) {
                target.notFound();
            }
            ephemeralFields(container);
        }
    }

    private static void ephemeralFields(Field container) {
        String words = "cannot be set for an Ephemeral Container";
        for (String field : NOT_EPHEMERAL) {
            if (!container.at(field).isEmpty()) {
                container.at(field).forbidden(words);
            }
        }
        if (!container.at("resources").isEmpty()) {
            container.at("resources").forbidden(words);
        }
        if (container.at("restartPolicy").isSet()) {
            container.at("restartPolicy").forbidden(words);
        }
        for (Field mount : container.at("volumeMounts").items()) {
            for (String field : new String[] {"subPath", "subPathExpr"}) {
                if (!mount.at(field).isEmpty()) {
                    mount.at(field).forbidden(words);
                }
            }
        }
    }

    private void common(Field container) {
        Field name = container.at("name");
        if (Check.required(name)) {
            Check.dnsLabel(name);
        }
        Check.required(container.at("image"));
        Check.requiredOneOf(container.at("terminationMessagePolicy"), "File", "FallbackToLogsOnError");
        ports(container.at("ports"));
        EnvironmentRules.variables(container.at("env"), volumes);
        EnvironmentRules.sources(container.at("envFrom"));
        MountRules.mounts(container, volumes);
        MountRules.devices(container, volumes);
        Check.requiredOneOf(container.at("imagePullPolicy"), "Always", "IfNotPresent", "Never");
        PodResourceRules.container(container.at("resources"), spec.at("resourceClaims"));
        resize(container.at("resizePolicy"));
        SecurityRules.container(container.at("securityContext"), spec);
    }

    private static void ports(Field ports) {
        Set<String> names = new HashSet<>();
        for (Field port : ports.items()) {
            Field name = port.at("name");
            if (!name.isEmpty()) {
                List<String> problems = Formats.portName(name.text());
                name.invalid(problems);
                if (problems.isEmpty() && !names.add(name.text())) {
                    name.duplicate();
                }
            }
            if (port.at("containerPort").number() == 0) {
                port.at("containerPort").required("");
            } else {
                Check.port(port.at("containerPort"));
            }
            if (port.at("hostPort").number() != 0) {
                Check.port(port.at("hostPort"));
            }
            Check.requiredOneOf(port.at("protocol"), "SCTP", "TCP", "UDP");
        }
    }

    private static void hostPorts(List<Field> containers) {
        hostPorts(containers, containers.getFirst());
    }

    /** Init containers run one by one, so their ports are looked at one by one, and reported at the first of them. */
    private static void hostPorts(List<Field> containers, Field reported) {
        Set<String> used = new HashSet<>();
        for (Field container : containers) {
            Field at = containers.size() == 1 ? reported : container;
            List<Field> ports = container.at("ports").items();
            for (int i = 0; i < ports.size(); i++) {
                Field port = ports.get(i);
                long host = port.at("hostPort").number();
                String key =
                        port.at("protocol").text() + "/" + port.at("hostIP").text() + "/" + host;
                if (host != 0 && !used.add(key)) {
                    at.at("ports").item(i).at("hostPort").duplicateAs(Check.quoted(key));
                }
            }
        }
    }

    private void resize(Field policies) {
        Set<String> resources = new HashSet<>();
        for (Field policy : policies.items()) {
            Field resource = policy.at("resourceName");
            if (!resources.add(resource.text())) {
                resource.as(policy).duplicate();
            }
            Check.requiredOneOf(resource.as(policies), "cpu", "memory");
            Field restart = policy.at("restartPolicy").as(policies);
            Check.requiredOneOf(restart, "NotRequired", "RestartContainer");
            if (spec.at("restartPolicy").is("Never") && !restart.is("NotRequired")) {
                restart.invalid("must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }

    private static void restart(Field container) {
        Field policy = container.at("restartPolicy");
        Field rules = container.at("restartPolicyRules");
        if (!policy.isSet()) {
            if (rules.size() == 0) {
                return;
            }
            policy.required("must specify restartPolicy when restart rules are used");
        } else {
            Check.oneOf(policy, "Always", "Never", "OnFailure");
        }
        if (rules.size() > MOST_RESTART_RULES) {
            rules.tooMany(rules.size(), MOST_RESTART_RULES);
        }
        for (Field rule : rules.items()) {
            Check.oneOf(rule.at("action"), "Restart", "RestartAllContainers");
            Field codes = rule.at("exitCodes");
            if (!codes.isSet()) {
                codes.required("must be specified");
                continue;
            }
            Check.oneOf(codes.at("operator"), "In", "NotIn");
            if (codes.at("values").size() > MOST_EXIT_CODES) {
                codes.at("values").tooMany(codes.at("values").size(), MOST_EXIT_CODES);
            }
        }
    }
}
