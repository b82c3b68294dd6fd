package dev.quarterdeck.schemagen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The protobuf fields of all messages, from the descriptors of the official Java client, and from {@code messages.txt} beside this class those it lacks: a line per message ({@code io.k8s.api.core.v1.Pod}, named as its schema
 * is) and an indented one per field: number, name, form, type. Forms: {@code one}, {@code list}, {@code map} (from string). Types: the scalar's name, or
 * {@code @} and a message.
 */
final class ProtobufTable {
    private static final String PACKAGE = "io.kubernetes.client.proto.";
    private static final List<String> FILES = List.of(
            "Meta",
            "Runtime",
            "Resource",
            "IntStr",
            "V1",
            "V1Admissionregistration",
            "V1Apiextensions",
            "V1Apps",
            "V1Authentication",
            "V1Authorization",
            "V1Autoscaling",
            "V2Autoscaling",
            "V1Batch",
            "V1Certificates",
            "V1Coordination",
            "V1Discovery",
            "V1Events",
            "V1Flowcontrol",
            "V1Networking",
            "V1Node",
            "V1Policy",
            "V1Rbac",
            "V1Resource",
            "V1Scheduling",
            "V1Storage",
            "V1beta1Storagemigration");

    private ProtobufTable() {}

    static String render() throws IOException {
        Map<String, String> messages = new TreeMap<>(lacking());
        for (String file : FILES) {
            for (Descriptor message : descriptor(file).getMessageTypes()) {
                messages.put(schemaName(message), fields(message));
            }
        }
        StringBuilder table = new StringBuilder();
        messages.forEach((name, fields) -> table.append(name).append('\n').append(fields));
        return table.toString();
    }

    private static Map<String, String> lacking() throws IOException {
        Map<String, String> messages = new HashMap<>();
        String open = "";
        try (InputStream in = Objects.requireNonNull(ProtobufTable.class.getResourceAsStream("messages.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().filter(l -> !l.startsWith("#")).toList()) {
                if (line.startsWith(" ")) {
                    messages.merge(open, line + "\n", String::concat);
                } else {
                    open = line;
                    messages.put(open, "");
                }
            }
        }
        return messages;
    }

    private static FileDescriptor descriptor(String file) {
        try {
            return (FileDescriptor)
                    Class.forName(PACKAGE + file).getMethod("getDescriptor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the client has no messages " + file, e);
        }
    }

    /** {@code k8s.io.api.core.v1.Pod} is {@code io.k8s.api.core.v1.Pod} in schemas. */
    private static String schemaName(Descriptor message) {
        return message.getFullName().replaceFirst("^k8s\\.io\\.", "io.k8s.").replace('_', '-');
    }

    private static String fields(Descriptor message) {
        StringBuilder lines = new StringBuilder();
        message.getFields().stream()
                .sorted(java.util.Comparator.comparingInt(FieldDescriptor::getNumber))
                .forEach(field -> lines.append(' ')
                        .append(field.getNumber())
                        .append(' ')
                        .append(field.getName())
                        .append(' ')
                        .append(field.isMapField() ? "map" : field.isRepeated() ? "list" : "one")
                        .append(' ')
                        .append(type(field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field))
                        .append('\n'));
        return lines.toString();
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getType()) {
            case MESSAGE -> "@" + schemaName(field.getMessageType());
            case STRING -> "string";
            case BYTES -> "bytes";
            case BOOL -> "bool";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case DOUBLE -> "double";
            default -> throw new IllegalStateException(field.getFullName() + ": no rule for " + field.getType());
        };
    }
}
