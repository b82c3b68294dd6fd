/** Rights, admission, flow control, certificates, devices and the extension of the API. Reads trees; writes field errors. */
@NullMarked
package dev.quarterdeck.kube.validation.cluster;

import org.jspecify.annotations.NullMarked;
