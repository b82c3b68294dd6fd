package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.time.ZoneId;
import java.util.regex.Pattern;

public final class CronJobRules implements KindRules {
    private static final int MOST_NAME_CHARACTERS = 52;
    private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z.\\-_0-9+]{1,14}");

    @Override
    public void create(Field object) {
        spec(object.at("spec"), false);
        timeZone(object.at("spec", "timeZone"));
        rest(object.at("spec"));
        Field name = object.at("metadata", "name");
        if (name.text().length() > MOST_NAME_CHARACTERS) {
            name.invalid("must be no more than " + MOST_NAME_CHARACTERS + " characters");
        }
    }

    @Override
    public void update(Field object, Field old) {
        spec(object.at("spec"), old.at("spec", "schedule").text().contains("TZ"));
        if (!object.at("spec", "timeZone")
                .text()
                .equals(old.at("spec", "timeZone").text())) {
            timeZone(object.at("spec", "timeZone"));
        }
        rest(object.at("spec"));
    }

    private static void spec(Field spec, boolean zoneInSchedule) {
        Field schedule = spec.at("schedule");
        if (Check.required(schedule)) {
            String problem = CronSchedule.problem(schedule.text());
            if (!problem.isEmpty()) {
                schedule.invalid(problem);
            }
            boolean zoned = schedule.text().contains("TZ");
            if (zoned && zoneInSchedule && spec.at("timeZone").isSet()) {
                schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
            } else if (zoned && !zoneInSchedule) {
                schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            }
        }
        Check.notNegative(spec.at("startingDeadlineSeconds"));
    }

    private static void timeZone(Field zone) {
        if (!zone.isSet()) {
            return;
        }
        String name = zone.text();
        if (name.isEmpty()) {
            zone.invalid("timeZone must be nil or non-empty string");
            return;
        }
        for (String part : name.split("/", -1)) {
            if (part.equals(".")
                    || part.equals("..")
                    || part.startsWith("-")
                    || !ZONE_PART.matcher(part).matches()) {
                zone.invalid("unknown time zone " + name);
                return;
            }
        }
        if (name.equalsIgnoreCase("Local")) {
            zone.invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        } else if (!ZoneId.getAvailableZoneIds().contains(name)) {
            zone.invalid("unknown time zone " + name);
        }
    }

    private static void rest(Field spec) {
        Check.requiredOneOf(spec.at("concurrencyPolicy"), "Allow", "Forbid", "Replace");
        Field job = spec.at("jobTemplate", "spec");
        JobSpecRules.spec(job);
        if (job.at("selector").isSet()) {
            job.at("selector").invalid("`selector` will be auto-generated");
        }
        if (job.at("manualSelector").flag()) {
            job.at("manualSelector").unsupported("nil", "false");
        }
        Check.notNegative(spec.at("successfulJobsHistoryLimit"));
        Check.notNegative(spec.at("failedJobsHistoryLimit"));
    }
}
