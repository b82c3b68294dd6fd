package dev.quarterdeck.controller.attachdetach;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * A volume that pods on a node want.
 *
 * @param persistentVolume name of the object that describes it
 * @param exclusive whether it may be attached to one node at a time only
 */
record WantedVolume(CsiVolume volume, String persistentVolume, boolean exclusive, List<Pod> pods) {}
