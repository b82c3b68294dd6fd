package dev.quarterdeck.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions with their declarations, as a library of compiler and runtime. Filled while it is built, read afterwards. */
final class FunctionSet implements CelCompilerLibrary, CelRuntimeLibrary {

    /** What a function computes; throws {@link FunctionError} with the words that users see. */
    interface Body {
        Object apply(Object[] args);
    }

    private final Map<String, List<CelOverloadDecl>> declarations = new LinkedHashMap<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();
    private final Map<CelType, Class<?>> classes = new LinkedHashMap<>();

    /** Values of {@code type} are instances of {@code of}. */
    FunctionSet type(CelType type, Class<?> of) {
        classes.put(type, of);
        return this;
    }

    FunctionSet global(String name, String overload, CelType result, Body body, CelType... args) {
        declare(name, CelOverloadDecl.newGlobalOverload(overload, result, args));
        bind(overload, body, args);
        return this;
    }

    /** @param args the value it is called on, then the others */
    FunctionSet member(String name, String overload, CelType result, Body body, CelType... args) {
        declare(name, CelOverloadDecl.newMemberOverload(overload, result, args));
        bind(overload, body, args);
        return this;
    }

    private void declare(String name, CelOverloadDecl overload) {
        declarations.computeIfAbsent(name, n -> new ArrayList<>()).add(overload);
    }

    @SuppressWarnings("Immutable") // functions are stateless
    private void bind(String overload, Body body, CelType... args) {
        List<Class<?>> argClasses =
                Arrays.stream(args).<Class<?>>map(this::classOf).toList();
        bindings.add(CelFunctionBinding.from(overload, argClasses, body::apply));
    }

    private Class<?> classOf(CelType type) {
        Class<?> known = classes.get(type);
        if (known != null) {
            return known;
        }
        if (type instanceof ListType) {
            return List.class;
        }
        if (type instanceof MapType) {
            return Map.class;
        }
        return switch (type.kind()) {
            case BOOL -> Boolean.class;
            case INT -> Long.class;
            case UINT -> UnsignedLong.class;
            case DOUBLE -> Double.class;
            case STRING -> String.class;
            case BYTES -> CelByteString.class;
            case TIMESTAMP -> Instant.class;
            case DURATION -> Duration.class;
            default -> Object.class;
        };
    }

    @Override
    public void setCheckerOptions(CelCheckerBuilder checker) {
        declarations.forEach((name, overloads) ->
                checker.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder runtime) {
        runtime.addFunctionBindings(bindings);
    }

    static final CelType TEXT = SimpleType.STRING;
    static final CelType BOOL = SimpleType.BOOL;
    static final CelType INT = SimpleType.INT;
}
