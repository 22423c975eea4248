package io.heimdall.server.failure;

/// Why a request failed, as clients see it. Names are part of the contract: `proto/README.md` has
/// the same list with what a client is to do about each, and a test compares the two.
public enum Reason {
  /// No acquisition has this id.
  ACQUISITION_NOT_FOUND(Failure.NotFound.class),
  /// No receiver has this id, or it was deleted, or it is not part of the acquisition.
  RECEIVER_NOT_FOUND(Failure.NotFound.class),
  /// The acquisition has no recording of this receiver.
  RECORDING_NOT_FOUND(Failure.NotFound.class),
  /// There is no such recurring plan.
  PLAN_NOT_FOUND(Failure.NotFound.class),
  /// There is no such artifact, or the caller may not know of it.
  ARTIFACT_NOT_FOUND(Failure.NotFound.class),
  /// The artifact has no such version, or it is not kept any more.
  ARTIFACT_VERSION_NOT_FOUND(Failure.NotFound.class),
  /// The artifact has no such revision.
  ARTIFACT_REVISION_NOT_FOUND(Failure.NotFound.class),
  /// The caller has no such upload.
  UPLOAD_NOT_FOUND(Failure.NotFound.class),
  /// The caller has no such webhook.
  WEBHOOK_NOT_FOUND(Failure.NotFound.class),
  /// No webhook of the caller has such a delivery.
  WEBHOOK_DELIVERY_NOT_FOUND(Failure.NotFound.class),

  /// Fields are outside their limits; each is named.
  FIELD_INVALID(Failure.Invalid.class),
  /// The request id was used before, for something else.
  REQUEST_ID_REUSED(Failure.Invalid.class),
  /// A named receiver does not cover the frequency.
  OUT_OF_BAND(Failure.Invalid.class),
  /// The page token is not one of this query.
  PAGE_TOKEN_INVALID(Failure.Invalid.class),
  /// A time range ends before it begins.
  TIME_RANGE_REVERSED(Failure.Invalid.class),
  /// A frequency range ends below its beginning.
  FREQUENCY_RANGE_REVERSED(Failure.Invalid.class),
  /// An SNR range ends below its beginning.
  SNR_RANGE_REVERSED(Failure.Invalid.class),
  /// A filter expression cannot be read, or names an unknown field.
  FILTER_INVALID(Failure.Invalid.class),
  /// A page would need more measurements or artifacts to be looked at than is done for one.
  FILTER_TOO_SLOW(Failure.Invalid.class),
  /// An answer would hold more summaries than one may.
  BUCKETS_TOO_MANY(Failure.Invalid.class),
  /// The values that an answer would have to rank take more memory than they may.
  VALUES_TOO_MANY(Failure.Invalid.class),
  /// There is no such time zone.
  TIME_ZONE_UNKNOWN(Failure.Invalid.class),
  /// The receiver's URL is malformed, or its scheme does not fit the driver.
  RECEIVER_URL_INVALID(Failure.Invalid.class),
  /// There is no such driver.
  RECEIVER_DRIVER_UNKNOWN(Failure.Invalid.class),
  /// What answers at the receiver's URL is known to give no IQ.
  RECEIVER_GIVES_NO_IQ(Failure.Invalid.class),
  /// A document of receivers cannot be read, or one of its entries cannot be added.
  IMPORT_INVALID(Failure.Invalid.class),
  /// A file of samples is no such file, is cut off, or disagrees with its metadata.
  FILE_INVALID(Failure.Invalid.class),
  /// A file of samples is larger than this server ever takes.
  FILE_TOO_LARGE(Failure.Invalid.class),
  /// Neither a file of samples nor the request says its rate or frequency.
  FILE_FACT_MISSING(Failure.Invalid.class),
  /// Bytes of a file are missing, or come twice.
  OFFSET_MISMATCH(Failure.Invalid.class),
  /// Bytes did not arrive as they were sent.
  CHECKSUM_MISMATCH(Failure.Invalid.class),
  /// There is no such time-signal station.
  TIME_STATION_UNKNOWN(Failure.Invalid.class),
  /// The update mask has a path that is not a settable field.
  UPDATE_MASK_INVALID(Failure.Invalid.class),
  /// The start time is past, too far off, or given where a schedule gives it.
  START_TIME_INVALID(Failure.Invalid.class),
  /// The schedule cannot be read, or leaves a plan no time.
  SCHEDULE_INVALID(Failure.Invalid.class),
  /// Nothing that a file can be called is left of a name.
  NAME_INVALID(Failure.Invalid.class),
  /// This server does not keep files of this type.
  CONTENT_TYPE_REFUSED(Failure.Invalid.class),
  /// The file is larger than this server keeps.
  ARTIFACT_TOO_LARGE(Failure.Invalid.class),
  /// Safe bytes were sent again with other values.
  OVERLAP_DIFFERS(Failure.Invalid.class),
  /// What came is not what it was said to be.
  CONTENT_MISMATCH(Failure.Invalid.class),
  /// A webhook's URL is malformed, or leads where this server may not send.
  WEBHOOK_URL_INVALID(Failure.Invalid.class),

  /// A named receiver is inactive.
  RECEIVER_INACTIVE(Failure.Precondition.class),
  /// A station that gives no IQ was asked for some, or was to be made active.
  RECEIVER_LISTEN_ONLY(Failure.Precondition.class),
  /// No receiver is active and covers the frequency.
  NO_ACTIVE_RECEIVER(Failure.Precondition.class),
  /// Fewer receivers than have to deliver.
  MIN_RECEIVERS(Failure.Precondition.class),
  /// An acquisition is running on the receiver.
  RECEIVER_IN_USE(Failure.Precondition.class),
  /// The acquisition has ended.
  ACQUISITION_ENDED(Failure.Precondition.class),
  /// The storing of a file broke off; its acquisition has ended.
  IMPORT_FAILED(Failure.Precondition.class),
  /// No bytes of the upload have come by a URL.
  UPLOAD_NOT_WRITTEN(Failure.Precondition.class),
  /// The artifact is deleted.
  ARTIFACT_DELETED(Failure.Precondition.class),
  /// The artifact is not deleted.
  ARTIFACT_NOT_DELETED(Failure.Precondition.class),
  /// The upload is done, or has ended.
  UPLOAD_ENDED(Failure.Precondition.class),
  /// The upload has broken off so often that the store takes no more parts of it.
  UPLOAD_PARTS_USED_UP(Failure.Precondition.class),
  /// The hook of this server does not let a file in.
  UPLOAD_REFUSED(Failure.Precondition.class),
  /// A delivery of a webhook was made, or dropped.
  WEBHOOK_DELIVERY_OVER(Failure.Precondition.class),

  /// Another receiver has the name.
  RECEIVER_NAME_TAKEN(Failure.AlreadyExists.class),
  /// Another plan of the owner has the name.
  PLAN_NAME_TAKEN(Failure.AlreadyExists.class),

  /// The resource has changed since it was read.
  ETAG_MISMATCH(Failure.Aborted.class),
  /// Another sweep is under way.
  SWEEP_RUNNING(Failure.Aborted.class),
  /// Nothing more came of a file for too long.
  UPLOAD_STALLED(Failure.Aborted.class),
  /// Another call writes the upload.
  UPLOAD_BUSY(Failure.Aborted.class),
  /// A client read nothing of a stream for too long.
  READER_STALLED(Failure.Aborted.class),

  /// The sequence lies beyond the last event.
  SEQUENCE_AHEAD(Failure.OutOfRange.class),
  /// The events after the sequence are not kept any more.
  SEQUENCE_COMPACTED(Failure.OutOfRange.class),
  /// The samples are not within the recording.
  SAMPLES_OUT_OF_RANGE(Failure.OutOfRange.class),
  /// The bytes asked for begin behind the end.
  RANGE_INVALID(Failure.OutOfRange.class),
  /// Bytes before a chunk are missing.
  OFFSET_AHEAD(Failure.OutOfRange.class),

  /// There is no room to take a file in.
  SPOOL_FULL(Failure.Exhausted.class),
  /// The caller has as many uploads under way as one may.
  TOO_MANY_UPLOADS(Failure.Exhausted.class),
  /// The caller has as many webhooks as one may.
  TOO_MANY_WEBHOOKS(Failure.Exhausted.class),
  /// The servers run, and queue, as many acquisitions as they can.
  TOO_MANY_ACQUISITIONS(Failure.Exhausted.class),
  /// The server answers as many calls as it can.
  TOO_MANY_CALLS(Failure.Exhausted.class),
  /// The server sends as many streams of measurements as it can.
  TOO_MANY_STREAMS(Failure.Exhausted.class),

  /// The object store does not answer.
  STORE_UNAVAILABLE(Failure.Unavailable.class),
  /// The hook that is asked before files are taken in does not answer.
  HOOK_UNAVAILABLE(Failure.Unavailable.class),
  /// The database does not answer.
  DATABASE_UNAVAILABLE(Failure.Unavailable.class),
  /// The server is stopping.
  SERVER_STOPPING(Failure.Unavailable.class),
  /// The watch has lasted as long as one may.
  WATCH_ENDED(Failure.Unavailable.class),
  /// The server that runs the acquisition cannot be reached.
  OWNER_UNREACHABLE(Failure.Unavailable.class),

  /// The caller's role does not allow the call.
  ROLE_TOO_SMALL(Failure.PermissionDenied.class),
  /// The caller sees the artifact and may not do this to it.
  ACCESS_TOO_SMALL(Failure.PermissionDenied.class),

  /// The call carries no token.
  TOKEN_MISSING(Failure.Unauthenticated.class),
  /// The call's token is not valid.
  TOKEN_INVALID(Failure.Unauthenticated.class),

  /// Stored bytes are not those that were written.
  OBJECT_CORRUPT(Failure.DataLoss.class),
  /// A stored object is gone.
  OBJECT_MISSING(Failure.DataLoss.class);

  private final Class<? extends Failure> kind;

  Reason(Class<? extends Failure> kind) {
    this.kind = kind;
  }

  /// The kind of failure that has this reason.
  ///
  /// @return the record of [Failure]
  public Class<? extends Failure> kind() {
    return kind;
  }
}
