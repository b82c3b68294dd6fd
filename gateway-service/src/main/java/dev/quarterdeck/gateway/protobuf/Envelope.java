package dev.quarterdeck.gateway.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** What stands around an object: its kind, and its bytes. (Kubernetes Protobuf encoding: message Unknown.) */
record Envelope(String apiVersion, String kind, ByteString object) {
    private static final int TYPE_META = 1;
    private static final int RAW = 2;
    private static final int API_VERSION = 1;
    private static final int KIND = 2;

    static Envelope read(byte[] bytes, int from) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes, from, bytes.length - from);
        String apiVersion = "";
        String kind = "";
        ByteString object = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TYPE_META -> {
                    CodedInputStream meta = in.readBytes().newCodedInput();
                    for (int field = meta.readTag(); field != 0; field = meta.readTag()) {
                        switch (WireFormat.getTagFieldNumber(field)) {
                            case API_VERSION -> apiVersion = meta.readString();
                            case KIND -> kind = meta.readString();
                            default -> meta.skipField(field);
                        }
                    }
                }
                case RAW -> object = in.readBytes();
                default -> in.skipField(tag);
            }
        }
        return new Envelope(apiVersion, kind, object);
    }
}
