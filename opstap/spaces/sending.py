"""A photo as the answer to a browser, for the office and for the public."""

from django.http import Http404, HttpResponse

from opstap.core import contents
from opstap.spaces.models import Photo
from opstap.spaces.photos import SIDES
from opstap.spaces.services.photos import FOLDER

KEPT_SECONDS = 86_400


def photo_answer(photo: Photo, size: str, *, cache: str) -> HttpResponse:
    """The picture itself. `cache`: "public" or "private"; a browser keeps it for a day, as it may be removed.

    Raises Http404 for a size that there is not, and when the content lies there no more.
    """
    path = contents.path_of(FOLDER, getattr(photo, size)) if size in SIDES else None
    if path is None or not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    answer.headers["Cache-Control"] = f"{cache}, max-age={KEPT_SECONDS}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
