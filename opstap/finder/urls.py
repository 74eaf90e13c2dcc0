from django.urls import path

from opstap.finder import views

app_name = "finder"
urlpatterns = [
    path("", views.question, name="question"),
    path("find/", views.results, name="results"),
    path("find/atlas/<slug:digest>/", views.map_atlas, name="map-atlas"),
    path("find/points/<slug:digest>/", views.map_points, name="map-points"),
    path("find/names/<slug:digest>/", views.map_names, name="map-names"),
    path("find/outlines/<slug:digest>/", views.map_outlines, name="map-outlines"),
    path("place/<slug:slug>/", views.space, name="space"),
    path("place/<slug:slug>/slip/", views.slip, name="slip"),
    path("place/<slug:slug>/card/", views.card, name="card"),
    path("place/<slug:slug>/photo/<uuid:uid>/<slug:size>/", views.photo, name="photo"),
    path("place/<slug:slug>/wrong/", views.wrong, name="wrong"),
    path("place/<slug:slug>/wrong/<uuid:uid>/", views.report, name="report"),
    path("place/<slug:slug>/papers/", views.papers, name="papers"),
    path("place/<slug:slug>/poster/<slug:kind>/", views.poster, name="poster"),
    path("free-software/", views.software, name="software"),
    path("free-software/file/<slug:file_format>/", views.software_export, name="software-export"),
    path("free-software/<uuid:uid>/", views.program, name="program"),
    path("leaflet/<uuid:uid>/", views.leaflet, name="leaflet"),
    path("leaflets/", views.leaflets, name="leaflets"),
    path("leaflets/<slug:slug>/publisher/", views.publisher, name="publisher"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("about/", views.about, name="about"),
    path("about/source/", views.source, name="source"),
    path("remark/", views.complaint, name="complaint"),
    path("remarks/", views.remark_list, name="remark-list"),
    path("remarks/places/", views.report_list, name="report-list"),
    path("words/", views.need_word_networks, name="need-networks"),
    path("words/<slug:slug>/", views.need_word_list, name="need-words"),
    path("words/<slug:slug>/<uuid:uid>/remove/", views.need_word_remove, name="need-word-remove"),
    path("languages/", views.tongue_list, name="tongues"),
    path("languages/<slug:language>/", views.tongue, name="tongue"),
    path("languages/<slug:language>/checked/", views.tongue_checked, name="tongue-checked"),
    path("languages/<slug:language>/again/", views.tongue_again, name="tongue-again"),
    path("remarks/<uuid:uid>/handled/", views.remark_handle, name="remark-handle"),
]

# At the root of the site, where programs look for them.
root_urls = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", views.sitemap_part, name="sitemap-part"),
    path("favicon.ico", views.favicon, name="favicon"),
]
