package dev.quarterdeck.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.cel.type.DeclaredType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of the sizes of an expression's parts, while {@link CostEstimator} walks through it. For one expression, by one thread. */
final class KnownSizes {
    /** Sizes of keys (or indexes) and values of a container that the expression makes. */
    record Entry(boolean list, Range key, Range value) {
        static @Nullable Entry union(@Nullable Entry a, @Nullable Entry b) {
            return a == null || b == null ? null : new Entry(a.list, a.key.union(b.key), a.value.union(b.value));
        }
    }

    /** What is known of a variable that the expression declares. */
    private record Local(
            @Nullable List<String> path,
            @Nullable Range size,
            @Nullable Entry entry) {}

    private final CelAbstractSyntaxTree tree;
    private final Map<String, DeclaredType> variables;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Range> sizes = new HashMap<>();
    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    KnownSizes(CelAbstractSyntaxTree tree, Map<String, DeclaredType> variables) {
        this.tree = tree;
        this.variables = variables;
    }

    /** {@code e} is a name: of a variable of the expression, or of one that is declared outside. */
    void name(CelExpr e) {
        String name = e.ident().name();
        Local local = local(name);
        if (local == null) {
            paths.put(e.id(), List.of(name));
        } else if (local.path != null) {
            paths.put(e.id(), local.path);
        }
    }

    private @Nullable Local local(String name) {
        Deque<Local> stack = locals.get(name);
        return stack == null ? null : stack.peek();
    }

    /** {@code e} is what {@code of} has under {@code name}. */
    void step(CelExpr e, CelExpr of, String name) {
        List<String> path = path(of);
        if (path != null) {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            paths.put(e.id(), longer);
        }
    }

    private @Nullable List<String> path(CelExpr e) {
        if (e.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Local local = local(e.ident().name());
            if (local != null) {
                return local.path;
            }
        }
        return paths.get(e.id());
    }

    /** From here on {@code name} stands for {@code value}. */
    void bind(String name, CelExpr value) {
        push(name, new Local(path(value), size(value), entry(value)));
    }

    /**
     * From here on {@code name} stands for a part of {@code range}, which is walked through.
     *
     * @param single whether there is one variable: the item of a list, the key of a map
     * @param value whether it is the second one of two
     */
    void bindPart(String name, CelExpr range, boolean single, boolean value) {
        Entry entry = entry(range);
        boolean list = entry == null ? type(range).kind() == CelKind.LIST : entry.list;
        boolean item = value || single && list;
        String step = item ? list ? "@items" : "@values" : list ? "@indices" : "@keys";
        List<String> path = path(range);
        List<String> longer = path == null ? new ArrayList<>() : new ArrayList<>(path);
        longer.add(step);
        push(name, new Local(longer, entry == null ? null : item ? entry.value : entry.key, null));
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, n -> new ArrayDeque<>()).push(local);
    }

    /** {@code name} stands for what it stood for before. */
    void release(String name) {
        Deque<Local> stack = locals.get(name);
        if (stack != null) {
            stack.pop();
        }
    }

    CelType type(CelExpr e) {
        return tree.getType(e.id()).orElse(SimpleType.DYN);
    }

    Operand operand(CelExpr e) {
        List<String> path = path(e);
        if (path != null
                && (path.getFirst().equals("__result__") || path.getFirst().equals("@result"))) {
            path = null;
        }
        return new Operand(e, type(e), path, size(e));
    }

    Range sizeOrUnknown(CelExpr e) {
        Range size = size(e);
        return size == null ? Range.UNKNOWN : size;
    }

    Range sizeByPath(Operand operand) {
        if (operand.size() != null) {
            return operand.size();
        }
        Range declared = declared(operand.path());
        return declared == null ? Range.UNKNOWN : declared;
    }

    private @Nullable Range declared(@Nullable List<String> path) {
        if (path == null || path.isEmpty()) {
            return null;
        }
        DeclaredType variable = variables.getOrDefault(path.getFirst(), variables.get("self"));
        DeclaredType part = variable == null ? null : variable.at(path.subList(1, path.size()));
        return part == null ? null : new Range(0, part.maxElements());
    }

    @Nullable
    Range size(CelExpr e) {
        Range known = sizes.get(e.id());
        if (known != null) {
            return known;
        }
        Range written = written(e);
        if (written != null) {
            return written;
        }
        Range declared = declared(path(e));
        if (declared != null) {
            sizes.put(e.id(), declared);
            return declared;
        }
        if (isScalar(type(e))) {
            return Range.ONE;
        }
        if (e.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Local local = local(e.ident().name());
            return local == null ? null : local.size;
        }
        return null;
    }

    private static @Nullable Range written(CelExpr e) {
        return switch (e.getKind()) {
            case CONSTANT ->
                switch (e.constant().getKind()) {
                    case STRING_VALUE -> {
                        String text = e.constant().stringValue();
                        yield Range.of(text.codePointCount(0, text.length()));
                    }
                    case BYTES_VALUE -> Range.of(e.constant().bytesValue().size());
                    default -> Range.ONE;
                };
            case LIST -> Range.of(e.list().elements().size());
            case MAP -> Range.of(e.map().entries().size());
            default -> null;
        };
    }

    private static boolean isScalar(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            default ->
                type instanceof OptionalType optional
                        && !optional.parameters().isEmpty()
                        && isScalar(optional.parameters().getFirst());
        };
    }

    @Nullable
    Entry entry(CelExpr e) {
        Entry known = entries.get(e.id());
        if (known != null) {
            return known;
        }
        if (e.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Local local = local(e.ident().name());
            return local == null ? null : local.entry;
        }
        return null;
    }

    void setSize(CelExpr e, @Nullable Range size) {
        if (size != null) {
            sizes.put(e.id(), size);
        }
    }

    void setEntry(CelExpr e, @Nullable Entry entry) {
        if (entry != null) {
            entries.put(e.id(), entry);
        }
    }

    void copySizes(CelExpr to, CelExpr from) {
        setSize(to, size(from));
        setEntry(to, entry(from));
    }
}
