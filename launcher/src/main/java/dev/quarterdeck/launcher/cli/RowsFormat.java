package dev.quarterdeck.launcher.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How rows of a query are written: aligned for people, or for programs. */
enum RowsFormat {
    TABLE,
    CSV,
    JSON;

    /** Takes the rows of one result, in their order. */
    interface Writer {
        /** @param types PostgreSQL's names of the columns' types */
        void begin(String[] names, String[] types);

        void row(@Nullable String[] values);

        void end();
    }

    Writer writer(PrintWriter out) {
        return switch (this) {
            case TABLE -> new Aligned(out);
            case CSV -> new Csv(out);
            case JSON -> new Lines(out);
        };
    }

    /** Widths come from the first {@value #LOOKED_AT} rows; a longer result is written on as it comes, so that it needs no memory. */
    private static final class Aligned implements Writer {
        private static final int LOOKED_AT = 1000;
        private static final int GAP = 3;
        private final PrintWriter out;
        private final List<@Nullable String[]> waiting = new ArrayList<>();
        private int[] widths = {};
        private boolean flowing;

        Aligned(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void begin(String[] names, String[] types) {
            widths = new int[names.length];
            String[] head = new String[names.length];
            for (int i = 0; i < names.length; i++) {
                head[i] = names[i].toUpperCase(Locale.ROOT);
            }
            row(head);
        }

        @Override
        public void row(@Nullable String[] values) {
            if (flowing) {
                write(values);
                return;
            }
            for (int i = 0; i < values.length; i++) {
                widths[i] = Math.max(widths[i], shown(values[i]).length());
            }
            waiting.add(values);
            if (waiting.size() > LOOKED_AT) {
                end();
            }
        }

        @Override
        public void end() {
            waiting.forEach(this::write);
            waiting.clear();
            flowing = true;
        }

        private void write(@Nullable String[] values) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < values.length; i++) {
                String value = shown(values[i]);
                line.append(value);
                if (i < values.length - 1) {
                    line.append(" ".repeat(Math.max(0, widths[i] - value.length()) + GAP));
                }
            }
            out.println(line.toString().stripTrailing());
        }

        private static String shown(@Nullable String value) {
            return value == null ? "<none>" : value.replace("\n", "\\n");
        }
    }

    /** RFC 4180; nothing between two commas is null, an empty string is quoted. */
    private static final class Csv implements Writer {
        private final PrintWriter out;

        Csv(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void begin(String[] names, String[] types) {
            row(names);
        }

        @Override
        public void row(@Nullable String[] values) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < values.length; i++) {
                line.append(i == 0 ? "" : ",").append(field(values[i]));
            }
            out.print(line.append("\r\n"));
        }

        private static String field(@Nullable String value) {
            if (value == null) {
                return "";
            }
            boolean plain =
                    !value.isEmpty() && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
        }

        @Override
        public void end() {}
    }

    /** One JSON object per line; numbers, booleans and JSON columns as such, all else as text. */
    private static final class Lines implements Writer {
        private static final JsonMapper JSON = JsonMapper.shared();
        private static final Set<String> AS_IS =
                Set.of("json", "jsonb", "int2", "int4", "int8", "numeric", "float4", "float8");
        private final PrintWriter out;
        private String[] names = {};
        private String[] types = {};

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void begin(String[] names, String[] types) {
            this.names = names;
            this.types = types;
        }

        @Override
        public void row(@Nullable String[] values) {
            ObjectNode line = JSON.createObjectNode();
            for (int i = 0; i < values.length; i++) {
                String value = values[i];
                if (value == null) {
                    line.putNull(names[i]);
                } else if (types[i].equals("bool")) {
                    line.put(names[i], value.equals("t"));
                } else if (AS_IS.contains(types[i]) && !value.equals("NaN") && !value.endsWith("Infinity")) {
                    line.set(names[i], JSON.readTree(value));
                } else {
                    line.put(names[i], value);
                }
            }
            out.println(JSON.writeValueAsString(line));
        }

        @Override
        public void end() {}
    }
}
