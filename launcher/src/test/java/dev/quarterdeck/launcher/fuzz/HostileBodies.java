package dev.quarterdeck.launcher.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Bodies: good ones, those that went wrong somewhere, and those that were made to hurt. */
final class HostileBodies {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            "-1",
            "0",
            "1e400",
            "-1e-400",
            "9223372036854775808",
            "99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
            "1.0000000000000000000000000000000000000001",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"10Gi\"",
            "\"-5m\"",
            "\"2020-13-45T99:99:99Z\"",
            "[null]",
            "[{}]",
            "[[[[[[]]]]]]",
            "{\"a\":{\"a\":{\"a\":{}}}}",
            "{\"$patch\":\"replace\"}",
            "{\"$patch\":\"delete\"}",
            "{\"matchLabels\":{\"a\":\"b\"}}");

    private static final List<String> FIELDS = List.of(
            "metadata",
            "spec",
            "status",
            "data",
            "stringData",
            "template",
            "selector",
            "replicas",
            "containers",
            "ports",
            "rules",
            "subjects",
            "roleRef",
            "items",
            "labels",
            "annotations",
            "finalizers",
            "ownerReferences",
            "managedFields",
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "$setElementOrder/containers",
            "$deleteFromPrimitiveList/finalizers",
            "$retainKeys",
            "");

    private final RandomGenerator random;

    HostileBodies(RandomGenerator random) {
        this.random = random;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Something that might be an object of this kind. */
    byte[] object(String apiVersion, String kind, String name) {
        return switch (random.nextInt(12)) {
            case 0 -> bomb();
            case 1 -> damaged(text(apiVersion, kind, name));
            case 2 -> text("v9", kind, name).getBytes(StandardCharsets.UTF_8);
            case 3 -> text(apiVersion, "Other", name).getBytes(StandardCharsets.UTF_8);
            default -> text(apiVersion, kind, name).getBytes(StandardCharsets.UTF_8);
        };
    }

    private String text(String apiVersion, String kind, String name) {
        StringBuilder object = new StringBuilder("{\"apiVersion\":\"" + apiVersion + "\",\"kind\":\"" + kind
                + "\",\"metadata\":{\"name\":\"" + name + "\"" + (random.nextInt(3) == 0 ? "," + fields(1) : "") + "}");
        for (int i = random.nextInt(4); i > 0; i--) {
            object.append(',').append(fields(2));
        }
        return object.append('}').toString();
    }

    private String fields(int depth) {
        String value = depth > 0 && random.nextInt(2) == 0 ? "{" + fields(depth - 1) + "}" : one(VALUES);
        return "\"" + one(FIELDS) + "\":" + value;
    }

    private byte[] damaged(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextBoolean() ? bytes : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    /** What costs little to send and would cost much to take at its word. */
    byte[] bomb() {
        String text =
                switch (random.nextInt(9)) {
                    case 0 -> "[".repeat(50_000);
                    case 1 -> "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);
                    case 2 -> "{\"metadata\":{\"generation\":" + "9".repeat(100_000) + "}}";
                    case 3 -> yamlBomb();
                    case 4 -> "{\"metadata\":{\"labels\":{" + "\"a\":\"b\",".repeat(20_000) + "\"a\":\"b\"}}}";
                    case 5 -> "a: &a [*a, *a]";
                    case 6 -> "- ".repeat(10_000);
                    case 7 -> "{\"x\":1e" + "9".repeat(1000) + "}";
                    default -> "\"" + "x".repeat(500_000) + "\"";
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String yamlBomb() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            yaml.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append((before + ",").repeat(8))
                    .append(before)
                    .append("]\n");
        }
        return yaml.toString();
    }

    /** A patch of one of the sorts. */
    byte[] patch() {
        String text =
                switch (random.nextInt(8)) {
                    case 0 -> "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":" + one(VALUES) + "}]";
                    case 1 -> copies();
                    case 2 ->
                        "[{\"op\":\"" + one(List.of("test", "move", "remove", "replace", "copy", "nope"))
                                + "\",\"path\":\"/" + one(FIELDS) + "\",\"from\":\"/" + one(FIELDS) + "\",\"value\":"
                                + one(VALUES) + "}]";
                    case 3 ->
                        "[" + "{\"op\":\"test\",\"path\":\"\",\"value\":1},".repeat(9_000)
                                + "{\"op\":\"remove\",\"path\":\"/-\"}]";
                    case 4 -> "[{\"op\":\"add\",\"path\":\"/data/~2~\",\"value\":1}]";
                    case 5 -> one(VALUES);
                    default -> "{" + fields(2) + "," + fields(3) + "}";
                };
        return random.nextInt(10) == 0 ? bomb() : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each copy doubles what is there. */
    private static String copies() {
        StringBuilder patch =
                new StringBuilder("[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"a\":\"xxxxxxxxxxxxxxxx\"}}");
        for (int i = 0; i < 40; i++) {
            patch.append(",{\"op\":\"copy\",\"from\":\"/data\",\"path\":\"/data/c\"}");
        }
        return patch.append(']').toString();
    }

    /** Bytes under the protobuf prefix. */
    byte[] protobuf(String apiVersion, String kind) {
        byte[] bytes = new byte[4 + random.nextInt(200)];
        random.nextBytes(bytes);
        byte[] prefix = {'k', '8', 's', 0};
        System.arraycopy(prefix, 0, bytes, 0, 4);
        byte[] type = (apiVersion.length() > 100
                        ? ""
                        : "\n" + (char) apiVersion.length() + apiVersion + "\u0012" + (char) kind.length() + kind)
                .getBytes(StandardCharsets.UTF_8);
        if (bytes.length > type.length + 8) {
            bytes[4] = 10;
            bytes[5] = (byte) type.length;
            System.arraycopy(type, 0, bytes, 6, type.length);
            bytes[6 + type.length] = 18;
        }
        return bytes;
    }
}
