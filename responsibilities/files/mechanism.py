"""Files as a part of the product."""

from datetime import timedelta

from django.urls import path

from responsibilities.files import views
from responsibilities.files.actions import remove_orphans, remove_unsent
from responsibilities.files.models import FILES, Involvement, StoredFile
from responsibilities.files.queries import named_files
from revitalization.kit.mechanism import Mechanism, Presenter, Sweep
from revitalization.kit.words import N_

MECHANISM = Mechanism(
    key="files",
    urls=[
        path("files/<uuid:public_id>/", views.file, name="file"),
        path("files/<uuid:public_id>/picture/", views.picture, name="file_picture"),
        path("files/<uuid:public_id>/detach/", views.file_detach, name="file_detach"),
    ],
    guide={"": "filing"},
    sealed=[FILES],
    append_only=[Involvement],
    changeable=[StoredFile],
    presenters=[
        Presenter(
            "file",
            {
                "file.attach": N_("%(who)s attached the file “%(what)s”"),
                "file.detach": N_("%(who)s removed the file “%(what)s”"),
            },
            # The name of a file that has not been sent yet is part of the draft: its owner says who reads it.
            internal=("file.attach", "file.detach"),
            whole_for=named_files,
            external={
                "file.attach": N_("%(who)s attached a file"),
                "file.detach": N_("%(who)s removed a file"),
            },
            label=N_("Files"),
        )
    ],
    sweeps=[
        Sweep("files.orphans", timedelta(days=1), remove_orphans, N_("removes bytes that belong to no file")),
        Sweep(
            "files.unsent",
            timedelta(days=1),
            remove_unsent,
            N_("removes bytes of files taken off a week ago that were never sent"),
        ),
    ],
)
