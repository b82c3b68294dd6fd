package dev.quarterdeck.stateclient.wire;

import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.Creation;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and what comes of them, both ways. A write begins with the version of the {@link WireFormat}. */
public final class WriteFormat {
    private WriteFormat() {}

    public static byte[] write(WriteRequest request) {
        WireWriter out = new WireWriter(bodySize(request) + 512).code(WireFormat.VERSION);
        GroupVersionResource gvr = request.type().gvr();
        switch (request) {
            case WriteRequest.Create r -> {
                head(out, 'C', gvr, r.namespace(), r.name(), r.subresource(), r.caller(), r.options());
                out.text(r.contentType()).bytes(r.body());
            }
            case WriteRequest.Update r -> {
                head(out, 'U', gvr, r.namespace(), r.name(), r.subresource(), r.caller(), r.options());
                out.text(r.contentType()).bytes(r.body());
            }
            case WriteRequest.Patch r -> {
                head(out, 'P', gvr, r.namespace(), r.name(), r.subresource(), r.caller(), r.options());
                out.text(r.contentType()).bytes(r.body()).flag(r.force());
            }
            case WriteRequest.Delete r -> {
                head(out, 'D', gvr, r.namespace(), r.name(), "", r.caller(), r.options());
                out.text(r.contentType()).bytes(r.deleteOptions());
            }
            case WriteRequest.Connect r -> {
                head(out, 'N', gvr, r.namespace(), r.name(), r.subresource(), r.caller(), r.options());
                out.text("").bytes(r.body());
            }
            case WriteRequest.DeleteCollection r -> {
                head(out, 'A', gvr, r.namespace(), "", "", r.caller(), r.options());
                out.text(r.contentType())
                        .bytes(r.deleteOptions())
                        .text(r.labelSelector())
                        .text(r.fieldSelector());
            }
        }
        return out.toBytes();
    }

    private static int bodySize(WriteRequest request) {
        return switch (request) {
            case WriteRequest.Create r -> r.body().length;
            case WriteRequest.Update r -> r.body().length;
            case WriteRequest.Patch r -> r.body().length;
            case WriteRequest.Delete r -> 256;
            case WriteRequest.Connect r -> r.body().length;
            case WriteRequest.DeleteCollection r -> 512;
        };
    }

    private static void head(
            WireWriter out,
            char verb,
            GroupVersionResource gvr,
            String namespace,
            String name,
            String subresource,
            Caller caller,
            WriteRequest.Options options) {
        out.code(verb).text(gvr.group()).text(gvr.version()).text(gvr.resource());
        out.text(namespace).text(name).text(subresource);
        out.text(caller.name()).text(caller.uid()).texts(caller.groups());
        out.count(caller.extra().size());
        caller.extra().forEach((key, values) -> out.text(key).texts(values));
        out.text(caller.userAgent()).text(caller.requestId());
        out.flag(options.dryRun()).text(options.fieldManager()).text(options.fieldValidation());
        out.flag(options.creation().asked()).text(options.creation().refusal());
    }

    /** @param catalog what is built in; what it does not know is a custom resource, if it is anything: whoever decides looks for its definition */
    public static WriteRequest readWrite(WireReader in, ResourceCatalog catalog) throws IOException {
        WireFormat.version(in);
        int verb = in.code();
        GroupVersionResource gvr = new GroupVersionResource(in.text(), in.text(), in.text());
        ResourceType type = catalog.find(gvr).orElseGet(() -> DefinitionReader.unread(gvr));
        String namespace = in.text();
        String name = in.text();
        String subresource = in.text();
        Caller caller = readCaller(in);
        WriteRequest.Options options =
                new WriteRequest.Options(in.flag(), in.text(), in.text(), new Creation(in.flag(), in.text()));
        String contentType = in.text();
        byte[] body = in.nullableBytes();
        byte[] present = body == null ? new byte[0] : body;
        return switch (verb) {
            case 'C' ->
                new WriteRequest.Create(type, namespace, name, subresource, present, contentType, caller, options);
            case 'U' ->
                new WriteRequest.Update(type, namespace, name, subresource, present, contentType, caller, options);
            case 'P' ->
                new WriteRequest.Patch(
                        type, namespace, name, subresource, present, contentType, in.flag(), caller, options);
            case 'D' -> new WriteRequest.Delete(type, namespace, name, body, contentType, caller, options);
            case 'N' -> new WriteRequest.Connect(type, namespace, name, subresource, present, caller);
            case 'A' ->
                new WriteRequest.DeleteCollection(
                        type, namespace, in.text(), in.text(), body, contentType, caller, options);
            default -> throw new IOException("verb " + verb);
        };
    }

    private static Caller readCaller(WireReader in) throws IOException {
        String name = in.text();
        String uid = in.text();
        List<String> groups = in.texts();
        int count = in.count();
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            extra.put(in.text(), in.texts());
        }
        return new Caller(name, uid, groups, extra, in.text(), in.text());
    }

    public static byte[] result(WriteResult result) {
        return new WireWriter(result.json().length + 64)
                .count(result.code())
                .number(result.revision())
                .texts(result.warnings())
                .bytes(result.json())
                .toBytes();
    }

    public static WriteResult readResult(WireReader in) throws IOException {
        int code = in.count();
        long revision = in.number();
        List<String> warnings = in.texts();
        return new WriteResult(code, in.bytes(), revision, warnings);
    }

    /** What a lane carries of a refusal beside its code: warnings, then the Status. */
    public static byte[] refusal(ApiException refusal) {
        byte[] status = Json.write(refusal.toStatus());
        return new WireWriter(status.length + 64)
                .texts(refusal.warnings())
                .bytes(status)
                .toBytes();
    }
}
