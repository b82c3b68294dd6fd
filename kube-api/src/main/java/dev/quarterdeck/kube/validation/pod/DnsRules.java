package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** {@code dnsConfig}: within what resolvers take. */
final class DnsRules {
    private static final int MOST_SERVERS = 3;
    private static final int MOST_SEARCHES = 32;
    private static final int MOST_SEARCH_CHARACTERS = 2048;

    private DnsRules() {}

    static void config(Field config, String policy) {
        Field servers = config.at("nameservers");
        if (policy.equals("None")) {
            if (!config.isSet()) {
                config.required("must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }
            if (servers.size() == 0) {
                servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
                return;
            }
        }
        if (servers.size() > MOST_SERVERS) {
            servers.invalid("must not have more than " + MOST_SERVERS + " nameservers");
        }
        servers.items().forEach(server -> server.invalid(IpAddresses.problems(server.text())));
        searches(config.at("searches"));
        for (Field option : config.at("options").items()) {
            if (option.at("name").isEmpty()) {
                option.required("must not be empty");
            }
        }
    }

    private static void searches(Field searches) {
        if (searches.size() > MOST_SEARCHES) {
            searches.invalid("must not have more than " + MOST_SEARCHES + " search paths");
        }
        int characters = Math.max(0, searches.size() - 1);
        for (Field search : searches.items()) {
            characters += search.text().length();
        }
        if (characters > MOST_SEARCH_CHARACTERS) {
            searches.invalid("must not have more than " + MOST_SEARCH_CHARACTERS
                    + " characters (including spaces) in the search list");
        }
        for (Field search : searches.items()) {
            String name = search.text();
            if (!name.equals(".")) {
                String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
                for (String problem : Formats.dnsSubdomainWithUnderscore(bare)) {
                    search.invalidAs(Check.quoted(bare), problem);
                }
            }
        }
    }
}
