package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.format.Formats;
import java.util.List;

/** What names of a kind must look like; what is wrong with {@code name}, in words. */
public interface NameRule {
    NameRule SUBDOMAIN = Formats::dnsSubdomain;
    NameRule LABEL = Formats::dnsLabel;
    NameRule DNS_1035 = Formats::dns1035Label;
    NameRule PATH_SEGMENT = Formats::pathSegment;

    List<String> problems(String name);

    /** The same for a prefix that characters will be added to, so that it may end with a dash. */
    default List<String> prefixProblems(String prefix) {
        return problems(
                prefix.length() > 1 && prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 2) + "a" : prefix);
    }
}
