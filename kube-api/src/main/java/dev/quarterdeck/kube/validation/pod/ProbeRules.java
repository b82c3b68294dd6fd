package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** Probes and life-cycle hooks: exactly one handler each, and numbers in range. */
public final class ProbeRules {
    private static final String[] NUMBERS = {
        "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"
    };

    private ProbeRules() {}

    static void probes(Field container, Field spec) {
        Field liveness = container.at("livenessProbe");
        if (liveness.isSet()) {
            probe(liveness, spec);
            once(liveness);
        }
        Field readiness = container.at("readinessProbe");
        if (readiness.isSet()) {
            probe(readiness, spec);
            if (readiness.at("terminationGracePeriodSeconds").isSet()) {
                readiness.at("terminationGracePeriodSeconds").invalid("must not be set for readinessProbes");
            }
        }
        Field startup = container.at("startupProbe");
        if (startup.isSet()) {
            probe(startup, spec);
            once(startup);
        }
    }

    private static void once(Field probe) {
        Field threshold = probe.at("successThreshold");
        if (threshold.number() != 1) {
            threshold.invalidAs(Long.toString(threshold.number()), "must be 1");
        }
    }

    private static void probe(Field probe, Field spec) {
        handler(probe, spec, "exec", "httpGet", "tcpSocket", "grpc");
        for (String number : NUMBERS) {
            Check.notNegative(probe.at(number));
        }
        Field grace = probe.at("terminationGracePeriodSeconds");
        if (grace.isSet() && grace.number() <= 0) {
            grace.invalid("must be greater than 0");
        }
    }

    static void lifecycle(Field lifecycle, Field spec) {
        for (String hook : new String[] {"postStart", "preStop"}) {
            if (lifecycle.at(hook).isSet()) {
                handler(lifecycle.at(hook), spec, "exec", "httpGet", "tcpSocket", "sleep");
            }
        }
    }

    private static void handler(Field at, Field spec, String... kinds) {
        boolean found = false;
        for (String kind : kinds) {
            Field handler = at.at(kind);
            if (!handler.isSet()) {
                continue;
            }
            if (found) {
                handler.forbidden("may not specify more than 1 handler type");
                continue;
            }
            found = true;
            switch (kind) {
                case "exec" -> Check.required(handler.at("command"));
                case "httpGet" -> http(handler);
                case "sleep" -> sleep(handler, spec);
                default -> port(handler.at("port"));
            }
        }
        if (!found) {
            at.required("must specify a handler type");
        }
    }

    private static void http(Field get) {
        Check.required(get.at("path"));
        port(get.at("port"));
        Check.oneOf(get.at("scheme"), "HTTP", "HTTPS");
        for (Field header : get.at("httpHeaders").items()) {
            for (String problem : Formats.headerName(header.at("name").text())) {
                get.at("httpHeaders").invalidAs(header.at("name").shown(), problem);
            }
        }
    }

    private static void sleep(Field sleep, Field spec) {
        Field grace = spec.at("terminationGracePeriodSeconds");
        long seconds = sleep.at("seconds").number();
        if (grace.isSet() && (seconds < 0 || seconds > grace.number())) {
            sleep.invalidAs(
                    Long.toString(seconds),
                    "must be non-negative and less than terminationGracePeriodSeconds (" + grace.number() + ")");
        }
    }

    /** A number or the name of one. */
    public static void port(Field port) {
        if (port.isText()) {
            port.invalid(Formats.portName(port.text()));
        } else {
            Check.port(port);
        }
    }
}
