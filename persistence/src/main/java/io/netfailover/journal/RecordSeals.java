package io.netfailover.journal;

import akka.serialization.Serialization;
import akka.serialization.Serializer;
import akka.serialization.Serializers;

/** Seals what is written and opens what is read, for the journal's and the snapshots' DAO alike. */
final class RecordSeals {
    private final Serialization serialization;

    RecordSeals(Serialization serialization) {
        this.serialization = serialization;
    }

    SealedRecord seal(RecordPlace place, Object value) {
        Serializer serializer = serialization.findSerializerFor(value);
        String manifest = Serializers.manifestFor(serializer, value);
        return SealedRecord.seal(place, manifest, serializer.identifier(), serializer.toBinary(value));
    }

    /** @throws CorruptRecordException when {@code read} is not what was written at {@code place} */
    Object open(RecordPlace place, Object read) {
        if (!(read instanceof SealedRecord record)) {
            throw new CorruptRecordException(
                    place, "not a sealed record but a " + read.getClass().getName());
        }
        if (!record.isIntactAt(place)) {
            throw new CorruptRecordException(
                    place,
                    "the checksum of this '" + record.manifest() + "' is wrong: it is not what was written there");
        }
        return serialization
                .deserialize(record.payload(), record.serializerId(), record.manifest())
                .get();
    }
}
