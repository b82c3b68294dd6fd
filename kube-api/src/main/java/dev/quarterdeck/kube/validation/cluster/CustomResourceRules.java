package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CustomResourceDefinitions: names, versions, columns. Whether schemas are structural is decided where they are compiled. */
public final class CustomResourceRules implements KindRules {
    private static final List<String> COLUMN_FORMATS =
            List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Field name = object.at("metadata", "name");
        if (!name.isEmpty()
                && !name.is(spec.at("names", "plural").text() + "."
                        + spec.at("group").text())) {
            name.invalid("must be spec.names.plural+\".\"+spec.group");
        }
        spec(spec);
        if (spec.at("versions").items().stream().noneMatch(v -> v.at("storage").flag())) {
            object.at("status", "storedVersions").invalidAs("null", "must have at least one stored version");
        }
        approval(object);
        if (spec.at("preserveUnknownFields").flag()) {
            spec.at("preserveUnknownFields")
                    .invalid("must be false, set x-kubernetes-preserve-unknown-fields: true in the schema instead");
        }
    }

    private static void spec(Field spec) {
        Field group = spec.at("group");
        if (Check.required(group)) {
            List<String> problems = Formats.dnsSubdomain(group.text());
            if (!problems.isEmpty()) {
                group.invalid(String.join(",", problems));
            } else if (group.text().indexOf('.') < 0) {
                group.invalid("should be a domain with at least one dot");
            }
        }
        Check.requiredOneOf(spec.at("scope"), "Cluster", "Namespaced");
        for (Field version : spec.at("versions").items()) {
            if (!version.at("schema", "openAPIV3Schema").isSet()) {
                version.at("schema", "openAPIV3Schema").required("");
            }
        }
        versions(spec.at("versions"));
        Field first = spec.at("versions").item(0).at("name");
        List<String> problems = first.isEmpty() ? List.of() : Formats.dns1035Label(first.text());
        if (!problems.isEmpty()) {
            first.as(spec.at("version")).invalid(String.join(",", problems));
        }
        names(spec.at("names"));
        if (sameSubresources(spec.at("versions"))) {
            scale(spec.at("versions")
                    .item(0)
                    .at("subresources")
                    .as(spec.at("subresources"))
                    .at("scale"));
        }
        if (sameColumns(spec.at("versions"))) {
            columns(spec.at("versions").item(0).at("additionalPrinterColumns").as(spec.at("additionalPrinterColumns")));
        }
        conversion(spec.at("conversion"));
    }

    private static void versions(Field versions) {
        Set<String> names = new HashSet<>();
        int storage = 0;
        boolean unique = true;
        boolean sameColumns = sameColumns(versions);
        boolean sameSubresources = sameSubresources(versions);
        for (Field version : versions.items()) {
            storage += version.at("storage").flag() ? 1 : 0;
            unique &= names.add(version.at("name").text());
            List<String> problems = Formats.dns1035Label(version.at("name").text());
            if (!problems.isEmpty()) {
                version.at("name").invalid(String.join(",", problems));
            }
            deprecation(version);
            if (!sameSubresources) {
                scale(version.at("subresources", "scale"));
            }
            if (!sameColumns) {
                columns(version.at("additionalPrinterColumns"));
            }
        }
        if (!unique) {
            versions.invalid("must contain unique version names");
        }
        if (storage != 1) {
            versions.invalid("must have exactly one version marked as storage version");
        }
    }

    private static boolean sameColumns(Field versions) {
        return same(versions, "additionalPrinterColumns");
    }

    private static boolean sameSubresources(Field versions) {
        return same(versions, "subresources");
    }

    private static boolean same(Field versions, String field) {
        return versions.items().stream()
                .allMatch(v -> Same.same(v.at(field), versions.item(0).at(field)));
    }

    private static void columns(Field columns) {
        for (Field column : columns.items()) {
            Check.required(column.at("name"));
            Field type = column.at("type");
            String types = "must be one of " + String.join(",", COLUMN_TYPES);
            if (Check.required(type, types) && !COLUMN_TYPES.contains(type.text())) {
                type.invalid(types);
            }
            Field format = column.at("format");
            if (!format.isEmpty() && !COLUMN_FORMATS.contains(format.text())) {
                format.invalid("must be one of " + String.join(",", COLUMN_FORMATS));
            }
            Field path = column.at("jsonPath").as(column.at("JSONPath"));
            if (Check.required(path)) {
                isSimplePath(path);
            }
        }
    }

    private static boolean isSimplePath(Field path) {
        if (!path.text().startsWith(".")) {
            path.invalid("must be a simple json path starting with .");
            return false;
        }
        return true;
    }

    private static void scale(Field scale) {
        if (!scale.isSet()) {
            return;
        }
        for (String part : new String[] {"spec", "status"}) {
            Field path = scale.at(part + "ReplicasPath");
            if (Check.required(path) && isSimplePath(path) && !path.text().startsWith("." + part + ".")) {
                path.invalid("should be a json path under ." + part);
            }
        }
        Field selector = scale.at("labelSelectorPath");
        if (!selector.isEmpty()
                && isSimplePath(selector)
                && !selector.text().startsWith(".spec.")
                && !selector.text().startsWith(".status.")) {
            selector.invalid("should be a json path under either .spec or .status");
        }
    }

    private static void deprecation(Field version) {
        Field warning = version.at("deprecationWarning");
        if (!warning.isSet()) {
            return;
        }
        if (!version.at("deprecated").flag()) {
            warning.invalid("can only be set for deprecated versions");
            return;
        }
        if (warning.text().getBytes(StandardCharsets.UTF_8).length > 256) {
            warning.invalid("must be <= 256 characters long");
        }
        if (warning.text().isEmpty()) {
            warning.invalid("must not be an empty string");
        }
        for (int i = 0; i < warning.text().length(); i++) {
            if (Character.isISOControl(warning.text().charAt(i))) {
                warning.invalid(
                        "must only contain printable UTF-8 characters; non-printable character found at index " + i);
                return;
            }
        }
    }

    private static void names(Field names) {
        Check.required(names.at("plural"));
        Check.required(names.at("singular"));
        Check.required(names.at("kind"));
        Check.required(names.at("listKind"));
        for (String field : new String[] {"plural", "singular"}) {
            label(names.at(field), "");
        }
        for (String field : new String[] {"kind", "listKind"}) {
            label(names.at(field), "may have mixed case, but should otherwise match: ");
        }
        for (String list : new String[] {"shortNames", "categories"}) {
            for (Field entry : names.at(list).items()) {
                label(entry, "");
            }
        }
        if (!names.at("kind").isEmpty()
                && names.at("kind").is(names.at("listKind").text())) {
            names.at("listKind").invalid("kind and listKind may not be the same");
        }
    }

    private static void label(Field field, String prefix) {
        if (field.isEmpty()) {
            return;
        }
        String text = prefix.isEmpty() ? field.text() : field.text().toLowerCase(Locale.ROOT);
        List<String> problems = Formats.dns1035Label(text);
        if (!problems.isEmpty()) {
            field.invalid(prefix + String.join(",", problems));
        }
    }

    private static void conversion(Field conversion) {
        if (!conversion.isSet()) {
            return;
        }
        Field strategy = conversion.at("strategy");
        Field webhook = conversion.at("webhook");
        if (!Check.requiredOneOf(strategy, "None", "Webhook")) {
            return;
        }
        if (strategy.is("None")) {
            for (String field : new String[] {"clientConfig", "conversionReviewVersions"}) {
                if (!webhook.at(field).isEmpty()) {
                    webhook.at(field)
                            .as(conversion.at(field.equals("clientConfig") ? "webhookClientConfig" : field))
                            .forbidden("should not be set when strategy is not set to Webhook");
                }
            }
        } else {
            Field client = webhook.at("clientConfig").as(conversion.at("webhookClientConfig"));
            if (!client.isSet()) {
                client.required("required when strategy is set to Webhook");
            } else if (client.at("url").isSet() == client.at("service").isSet()) {
                client.required("exactly one of url or service is required");
            } else if (client.at("service").isSet()) {
                MatchRules.service(client.at("service"));
            }
            Field versions = webhook.at("conversionReviewVersions").as(conversion.at("conversionReviewVersions"));
            if (Check.required(versions)) {
                MatchRules.reviewVersions(versions);
            }
        }
    }

    /** Once a definition is served its webhook must be one that can be trusted, unless it never was. */
    private static void bundle(Field conversion, Field old) {
        Field bundle = conversion.at("webhook", "clientConfig", "caBundle");
        Field before = old.at("webhook", "clientConfig", "caBundle");
        boolean wasWrong =
                !before.isEmpty() && !CertificateBundle.problem(before.text()).isEmpty();
        if (!conversion.at("strategy").is("Webhook") || bundle.isEmpty() || wasWrong) {
            return;
        }
        String problem = CertificateBundle.problem(bundle.text());
        if (!problem.isEmpty()) {
            bundle.as(conversion.at("webhookClientConfig", "caBundle")).invalid(problem);
        }
    }

    /** Groups of Kubernetes itself take no definitions that its community has not looked at. */
    private static void approval(Field object) {
        String group = object.at("spec", "group").text();
        boolean protectedGroup = group.equals("k8s.io")
                || group.endsWith(".k8s.io")
                || group.equals("kubernetes.io")
                || group.endsWith(".kubernetes.io");
        Field approval = object.at("metadata", "annotations").key("api-approved.kubernetes.io");
        if (!protectedGroup) {
            return;
        }
        if (approval.isEmpty()) {
            approval.required(
                    "protected groups must have approval annotation \"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111");
        } else if (!approval.text().startsWith("unapproved") && !approval.text().startsWith("http")) {
            approval.invalid(
                    "protected groups must have approval annotation \"api-approved.kubernetes.io\" with either a URL or a reason starting with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111");
        }
    }

    @Override
    public void update(Field object, Field old) {
        Field spec = object.at("spec");
        Field before = old.at("spec");
        spec(spec);
        boolean established = old.at("status", "conditions").items().stream()
                .anyMatch(c -> c.at("type").is("Established") && c.at("status").is("True"));
        if (established) {
            Check.immutable(spec.at("scope"), before.at("scope"));
            Check.immutable(spec.at("names", "kind"), before.at("names", "kind"));
            bundle(spec.at("conversion"), before.at("conversion"));
        }
        Check.immutable(spec.at("group"), before.at("group"));
        Check.immutable(spec.at("names", "plural"), before.at("names", "plural"));
        Field stored = object.at("status", "storedVersions");
        Set<String> names = new HashSet<>();
        spec.at("versions").items().forEach(v -> names.add(v.at("name").text()));
        for (Field version : stored.items()) {
            if (!names.contains(version.text())) {
                version.invalid("missing from spec.versions; " + version.text()
                        + " was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in "
                        + version.text() + " and removes " + version.text() + " from status.storedVersions");
            }
        }
        approval(object);
    }
}
