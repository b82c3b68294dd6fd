package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.Base64;
import tools.jackson.core.JacksonException;

/** Secrets: some types must hold certain keys. Values never stand in messages. */
public final class SecretRules implements KindRules {

    @Override
    public void create(Field object) {
        Field data = object.at("data");
        long bytes = 0;
        for (Field entry : data.entries()) {
            ConfigMapRules.key(entry);
            bytes += ConfigMapRules.decodedLength(entry.text());
        }
        if (bytes > ConfigMapRules.MOST_BYTES) {
            data.tooLong(ConfigMapRules.MOST_BYTES);
        }
        switch (object.at("type").text()) {
            case "kubernetes.io/service-account-token" ->
                Check.required(object.at("metadata", "annotations").key("kubernetes.io/service-account.name"));
            case "kubernetes.io/dockercfg" -> json(data.key(".dockercfg"));
            case "kubernetes.io/dockerconfigjson" -> json(data.key(".dockerconfigjson"));
            case "kubernetes.io/basic-auth" -> {
                if (!data.key("username").isSet() && !data.key("password").isSet()) {
                    data.key("username").required("");
                    data.key("password").required("");
                }
            }
            case "kubernetes.io/ssh-auth" -> Check.required(data.key("ssh-privatekey"));
            case "kubernetes.io/tls" -> {
                for (String key : new String[] {"tls.crt", "tls.key"}) {
                    if (!data.node().has(key)) {
                        data.key(key).required("");
                    }
                }
            }
            default -> {}
        }
    }

    private static void json(Field value) {
        if (!value.isSet()) {
            value.required("");
            return;
        }
        String problem = "";
        try {
            byte[] bytes = Base64.getDecoder().decode(value.text());
            if (bytes.length == 0) {
                problem = "unexpected end of JSON input";
            } else if (!Json.MAPPER.readTree(bytes).isObject()) {
                problem = "not a JSON object";
            }
        } catch (IllegalArgumentException | JacksonException e) {
            problem = "not a JSON object";
        }
        if (!problem.isEmpty()) {
            value.invalidAs("\"<secret contents redacted>\"", problem);
        }
    }

    @Override
    public void update(Field object, Field old) {
        Check.immutable(object.at("type"), old.at("type"));
        ConfigMapRules.unchangedIfImmutable(object, old, "data");
        create(object);
    }
}
