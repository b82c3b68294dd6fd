package dev.quarterdeck.plugin;

import dev.quarterdeck.plugin.object.YamlDiff;
import tools.jackson.databind.node.ObjectNode;

/** Objects out of JSON with single quotes for double ones. */
public final class Objects {

    private Objects() {}

    public static ObjectNode of(String json) {
        return YamlDiff.read(json.replace('\'', '"'));
    }

    public static ObjectNode configMap(String name, String value) {
        return of("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "','uid':'u-" + name
                + "','resourceVersion':'7'},'data':{'k':'" + value + "'}}");
    }
}
