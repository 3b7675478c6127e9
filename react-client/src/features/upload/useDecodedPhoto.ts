import { useEffect, useState } from 'react';
import { decodePhoto } from './photoCanvas';

/** The pixels of a photo, once they are known. Fails for formats that the browser does not know. */
export function useDecodedPhoto(file: File): { photo?: ImageBitmap; failed: boolean } {
  const [photo, setPhoto] = useState<ImageBitmap>();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let closed = false;
    let decoded: ImageBitmap | undefined;
    const decode = async () => {
      try {
        decoded = await decodePhoto(file);
      } catch {
        setFailed(true);
        return;
      }
      if (closed) decoded.close();
      else setPhoto(decoded);
    };
    void decode();
    return () => {
      closed = true;
      // A large photo takes up hundreds of megabytes.
      decoded?.close();
    };
  }, [file]);

  return { photo, failed };
}
