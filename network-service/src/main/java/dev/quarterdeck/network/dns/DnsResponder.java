package dev.quarterdeck.network.dns;

import dev.quarterdeck.kube.format.IpAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers one query: authoritative below the cluster domain and for addresses of the cluster, forwarded otherwise. Answers of the cluster live 5 seconds, as
 * its endpoints change. Thread-safe.
 */
public final class DnsResponder {
    private static final long TTL_SECONDS = 5;

    private final ClusterRecords records;
    private final Name domain;
    private final Function<Message, CompletableFuture<Message>> upstream;

    /** @param upstream forwards a query; fails where no resolver answers */
    public DnsResponder(ClusterRecords records, String domain, Function<Message, CompletableFuture<Message>> upstream) {
        this.records = records;
        this.domain = name(domain + ".");
        this.upstream = upstream;
    }

    /** The answer; SERVFAIL where upstream fails, FORMERR and NOTIMP as RFC 1035 has them. Never fails. */
    public CompletableFuture<Message> answer(Message query) {
        Record question = query.getQuestion();
        if (query.getHeader().getOpcode() != Opcode.QUERY) {
            return done(reply(query, Rcode.NOTIMP));
        }
        if (question == null) {
            return done(reply(query, Rcode.FORMERR));
        }
        if (question.getName().subdomain(domain)) {
            return inCluster(query, question);
        }
        if (question.getType() == Type.PTR) {
            List<String> names = reverse(question.getName());
            if (!names.isEmpty()) {
                Message answer = reply(query, Rcode.NOERROR);
                names.forEach(n -> answer.addRecord(
                        new PTRRecord(question.getName(), DClass.IN, TTL_SECONDS, name(n + ".")), Section.ANSWER));
                return done(answer);
            }
        }
        return forward(query);
    }

    private CompletableFuture<Message> forward(Message query) {
        return upstream.apply(query)
                .thenApply(answer -> {
                    answer.getHeader().setID(query.getHeader().getID());
                    return answer;
                })
                .exceptionally(e -> reply(query, Rcode.SERVFAIL));
    }

    private CompletableFuture<Message> inCluster(Message query, Record question) {
        String name = relative(question.getName());
        String alias = records.alias(name);
        if (!alias.isEmpty()) {
            return alias(query, question, alias);
        }
        boolean exists = name.isEmpty() || records.exists(name);
        Message answer = reply(query, exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
        try {
            List<String> addresses = new ArrayList<>(records.addresses(name));
            Collections.shuffle(addresses);
            for (String address : addresses) {
                Record record = address(question.getName(), address);
                if (question.getType() == record.getType() || question.getType() == Type.ANY) {
                    answer.addRecord(record, Section.ANSWER);
                }
            }
            if (question.getType() == Type.SRV || question.getType() == Type.ANY) {
                srv(answer, question, name);
            }
            if (question.getType() == Type.TXT && name.equals("dns-version")) {
                answer.getHeader().setRcode(Rcode.NOERROR);
                answer.addRecord(
                        new org.xbill.DNS.TXTRecord(question.getName(), DClass.IN, TTL_SECONDS, "1.1.0"),
                        Section.ANSWER);
            }
        } catch (IOException e) {
            return done(reply(query, Rcode.SERVFAIL));
        }
        if (answer.getSection(Section.ANSWER).isEmpty()) {
            answer.addRecord(startOfAuthority(), Section.AUTHORITY);
        }
        return done(answer);
    }

    private void srv(Message answer, Record question, String name) throws IOException {
        Map<SRVRecord, List<String>> services = new LinkedHashMap<>();
        List<ClusterRecords.Target> targets = records.services(name);
        long different = targets.stream()
                .map(t -> t.port() + " " + t.target())
                .distinct()
                .count();
        int weight = different == 0 ? 0 : Math.max(1, (int) (100 / different));
        for (ClusterRecords.Target service : targets) {
            Name target = name(service.target() + "." + domain);
            services.computeIfAbsent(
                            new SRVRecord(
                                    question.getName(), DClass.IN, TTL_SECONDS, 0, weight, service.port(), target),
                            s -> new ArrayList<>())
                    .add(service.address());
        }
        services.forEach((service, addresses) -> {
            answer.addRecord(service, Section.ANSWER);
            for (String each : addresses) {
                Record address = address(service.getTarget(), each);
                if (!answer.findRecord(address)) {
                    answer.addRecord(address, Section.ADDITIONAL);
                }
            }
        });
    }

    private CompletableFuture<Message> alias(Message query, Record question, String target) {
        Name canonical = name(target.endsWith(".") ? target : target + ".");
        Message answer = reply(query, Rcode.NOERROR);
        answer.addRecord(new CNAMERecord(question.getName(), DClass.IN, TTL_SECONDS, canonical), Section.ANSWER);
        if (question.getType() != Type.A && question.getType() != Type.AAAA) {
            return done(answer);
        }
        Message further = Message.newQuery(Record.newRecord(canonical, question.getType(), DClass.IN));
        CompletableFuture<Message> rest = canonical.subdomain(domain) ? answer(further) : upstream.apply(further);
        return rest.handle((found, failure) -> {
            if (found != null) {
                for (Record r : found.getSection(Section.ANSWER)) {
                    if (r instanceof ARecord || r instanceof AAAARecord || r instanceof CNAMERecord) {
                        answer.addRecord(r, Section.ANSWER);
                    }
                }
            }
            return answer;
        });
    }

    private List<String> reverse(Name name) {
        try {
            return records.names(IpAddresses.canonical(ReverseMap.fromName(name).getAddress()));
        } catch (IOException e) {
            return List.of();
        }
    }

    private String relative(Name name) {
        String text = name.relativize(domain).toString(true).toLowerCase(Locale.ROOT);
        return text.equals("@") ? "" : text;
    }

    private static Record address(Name name, String address) {
        InetAddress inet = InetAddress.ofLiteral(address);
        return IpAddresses.isV6(address)
                ? new AAAARecord(name, DClass.IN, TTL_SECONDS, inet)
                : new ARecord(name, DClass.IN, TTL_SECONDS, inet);
    }

    private Record startOfAuthority() {
        return new SOARecord(
                domain,
                DClass.IN,
                TTL_SECONDS,
                name("ns.dns." + domain),
                name("hostmaster." + domain),
                1,
                7200,
                1800,
                86400,
                TTL_SECONDS);
    }

    private Message reply(Message query, int rcode) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.AA);
        reply.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            reply.getHeader().setFlag(Flags.RD);
        }
        reply.getHeader().setRcode(rcode);
        if (query.getQuestion() != null) {
            reply.addRecord(query.getQuestion(), Section.QUESTION);
        }
        return reply;
    }

    private static CompletableFuture<Message> done(Message message) {
        return CompletableFuture.completedFuture(message);
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a DNS name: " + text, e);
        }
    }
}
