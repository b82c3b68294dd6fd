package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;

/** Events of both groups. Those of core/v1 are taken as they come, but for the namespace; those of events.k8s.io must be complete, and stay as they are. */
public final class EventRules implements KindRules {
    private static final int MOST_CHARACTERS = 128;
    private static final int MOST_NOTE_CHARACTERS = 1024;

    private final boolean strict;

    private EventRules(boolean strict) {
        this.strict = strict;
    }

    public static EventRules core() {
        return new EventRules(false);
    }

    public static EventRules events() {
        return new EventRules(true);
    }

    @Override
    public NameRule names() {
        return strict ? NameRule.SUBDOMAIN : NameRule.PATH_SEGMENT;
    }

    @Override
    public boolean standardFinalizers() {
        return strict;
    }

    @Override
    public void create(Field event) {
        always(event);
        if (!strict) {
            return;
        }
        series(event);
        if (!event.at("eventTime").isSet()) {
            event.at("eventTime").required("");
        }
        Field type = event.at("type");
        if (!type.is("Normal") && !type.is("Warning")) {
            type.invalidAs("\"\"", "has invalid value: " + type.text());
        }
        unset(event, "deprecatedFirstTimestamp", "firstTimestamp");
        unset(event, "deprecatedLastTimestamp", "lastTimestamp");
        if (event.at("deprecatedCount").number() != 0) {
            event.at("count").invalidAs("\"\"", "needs to be unset");
        }
        if (!event.at("deprecatedSource", "component").isEmpty()
                || !event.at("deprecatedSource", "host").isEmpty()) {
            event.at("source").invalidAs("\"\"", "needs to be unset");
        }
    }

    private static void unset(Field event, String field, String shown) {
        if (!event.at(field).isEmpty()) {
            event.at(shown).invalidAs("\"\"", "needs to be unset");
        }
    }

    private void always(Field event) {
        Field subject = event.at(strict ? "regarding" : "involvedObject", "namespace")
                .as(event.at("involvedObject").at("namespace"));
        String namespace = event.at("metadata", "namespace").text();
        String mismatch = "does not match event.namespace";
        if (!event.at("eventTime").isSet()) {
            boolean fits =
                    subject.isEmpty() ? namespace.isEmpty() || namespace.equals("default") : subject.is(namespace);
            if (!fits) {
                subject.invalid(mismatch);
            }
        } else {
            if (subject.isEmpty() && !namespace.equals("default") && !namespace.equals("kube-system")) {
                subject.invalid(mismatch);
            }
            complete(event);
        }
        for (String problem : Formats.dnsSubdomain(namespace)) {
            event.at("namespace").invalidAs(Check.quoted(namespace), problem);
        }
    }

    private void complete(Field event) {
        Field controller = event.at(strict ? "reportingController" : "reportingComponent");
        Check.required(controller);
        Check.qualifiedName(controller);
        Field instance = event.at("reportingInstance");
        Check.required(instance);
        atMost(instance, MOST_CHARACTERS);
        Check.required(event.at("action"));
        atMost(event.at("action"), MOST_CHARACTERS);
        Check.required(event.at("reason"));
        atMost(event.at("reason"), MOST_CHARACTERS);
        atMost(event.at(strict ? "note" : "message").as(event.at("message")), MOST_NOTE_CHARACTERS);
    }

    private static void atMost(Field field, int most) {
        if (field.text().length() > most) {
            field.invalidAs("\"\"", "can have at most " + most + " characters");
        }
    }

    private static void series(Field event) {
        Field series = event.at("series");
        if (series.isSet()) {
            if (series.at("count").number() < 2) {
                series.at("count").invalidAs("\"\"", "should be at least 2");
            }
            if (!series.at("lastObservedTime").isSet()) {
                series.at("lastObservedTime").required("");
            }
        }
    }

    @Override
    public void update(Field event, Field old) {
        always(event);
        if (!strict) {
            return;
        }
        if (!event.at("series").node().equals(old.at("series").node())) {
            series(event);
        }
        fixed(event, old, "regarding", "involvedObject");
        fixed(event, old, "reason", "reason");
        fixed(event, old, "note", "message");
        fixed(event, old, "deprecatedSource", "source");
        fixed(event, old, "deprecatedFirstTimestamp", "firstTimestamp");
        fixed(event, old, "deprecatedLastTimestamp", "lastTimestamp");
        fixed(event, old, "deprecatedCount", "count");
        for (String field :
                new String[] {"type", "eventTime", "action", "related", "reportingController", "reportingInstance"}) {
            fixed(event, old, field, field);
        }
    }

    private static void fixed(Field event, Field old, String field, String shown) {
        Check.immutable(event.at(field).as(event.at(shown)), old.at(field));
    }
}
