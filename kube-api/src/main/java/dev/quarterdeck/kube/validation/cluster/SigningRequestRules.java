package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** CertificateSigningRequests. That the request is well-formed PEM is looked at here; what it asks for, by its signer. */
public final class SigningRequestRules implements KindRules {
    private static final String[] USAGES = {
        "any",
        "cert sign",
        "client auth",
        "code signing",
        "content commitment",
        "crl sign",
        "data encipherment",
        "decipher only",
        "digital signature",
        "email protection",
        "encipher only",
        "ipsec end system",
        "ipsec tunnel",
        "ipsec user",
        "key agreement",
        "key encipherment",
        "microsoft sgc",
        "netscape sgc",
        "ocsp signing",
        "s/mime",
        "server auth",
        "signing",
        "timestamping"
    };
    private static final List<String> LASTING = List.of("Approved", "Denied", "Failed");

    @Override
    public NameRule names() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        if (!isRequest(spec.at("request").text())) {
            spec.at("request").invalid("PEM block type must be CERTIFICATE REQUEST");
        }
        Check.required(spec.at("usages"));
        Set<String> seen = new HashSet<>();
        for (Field usage : spec.at("usages").items()) {
            Check.oneOf(usage, USAGES);
        }
        for (Field usage : spec.at("usages").items()) {
            if (!seen.add(usage.text())) {
                usage.duplicate();
            }
        }
        Field signer = spec.at("signerName");
        if (signer.is("kubernetes.io/legacy-unknown")) {
            signer.invalid("the legacy signerName is not allowed via this API version");
        } else {
            signerName(signer);
        }
        Field seconds = spec.at("expirationSeconds");
        if (seconds.isSet() && seconds.number() < 600) {
            seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
        }
        conditions(object.at("status", "conditions"));
    }

    private static boolean isRequest(String base64) {
        try {
            String pem = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
            return pem.contains("-----BEGIN CERTIFICATE REQUEST-----");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void signerName(Field signer) {
        if (!Check.required(signer)) {
            return;
        }
        String[] parts = signer.text().split("/", -1);
        if (parts.length != 2) {
            signer.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }
        for (String part : parts) {
            for (String problem : Formats.dnsSubdomain(part)) {
                signer.invalidAs(Check.quoted(part), problem);
            }
        }
        if (parts[0].indexOf('.') < 0) {
            signer.invalidAs(Check.quoted(parts[0]), "should be a domain with at least two segments separated by dots");
        }
    }

    private static void conditions(Field conditions) {
        Set<String> seen = new HashSet<>();
        for (Field condition : conditions.items()) {
            Field type = condition.at("type");
            Check.required(type);
            if (LASTING.contains(type.text())) {
                if (Check.required(condition.at("status"))) {
                    Check.oneOf(condition.at("status"), "True");
                }
            } else if (Check.required(condition.at("status"))) {
                Check.oneOf(condition.at("status"), "False", "True", "Unknown");
            }
            if (!seen.add(type.text())) {
                type.duplicate();
            }
        }
        if (seen.contains("Approved") && seen.contains("Denied")) {
            conditions.invalid("Approved and Denied conditions are mutually exclusive");
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        lasting(object, old);
    }

    private static void lasting(Field object, Field old) {
        for (String type : LASTING) {
            if (count(object, type) < count(old, type)) {
                object.at("status", "conditions")
                        .forbidden("updates may not remove a condition of type \"" + type + "\"");
            }
        }
    }

    private static long count(Field request, String type) {
        return request.at("status", "conditions").items().stream()
                .filter(c -> c.at("type").is(type))
                .count();
    }

    @Override
    public void status(Field object, Field old) {
        create(object);
        lasting(object, old);
        for (String type : List.of("Approved", "Denied")) {
            if (count(object, type) > count(old, type)) {
                object.at("status", "conditions").forbidden("updates may not add a condition of type \"" + type + "\"");
            }
        }
        Field certificate = object.at("status", "certificate");
        Field before = old.at("status", "certificate");
        if (!before.isEmpty() && !certificate.is(before.text())) {
            certificate.forbidden("updates may not modify existing certificate content");
        }
    }
}
