package dev.quarterdeck.kube.openapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A path and its operations. Parameters that all of them take are said once, at the path. */
record PathItem(String path, List<Operation> operations) {

    List<Parameter> common() {
        List<Parameter> common = new ArrayList<>(operations.getFirst().parameters());
        operations.forEach(operation -> common.retainAll(operation.parameters()));
        common.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::in));
        return common;
    }

    /** What the operation takes beyond the common ones. */
    List<Parameter> own(Operation operation) {
        List<Parameter> own = new ArrayList<>(operation.parameters());
        own.removeAll(common());
        own.sort(Comparator.comparing(Parameter::name).thenComparing(Parameter::in));
        return own;
    }

    /** Names of definitions that the path speaks of. */
    Set<String> definitions() {
        Set<String> names = new TreeSet<>();
        for (Operation operation : operations) {
            if (operation.body() != null) {
                names.add(operation.body().definition());
            }
            operation.responses().stream()
                    .map(Operation.Response::definition)
                    .filter(name -> name.indexOf('.') > 0)
                    .forEach(names::add);
        }
        return names;
    }
}
