#pragma once
// Choices of HAProxy 2.6.12 with one thread, recorded from the real program. One word a step: `s2` a request that s2 answers at
// once, `+7=s2` request 7, held by s2; `?7` request 7 waits in the backend's queue; `-7` request 7 is answered, `-7>9=s2` and
// thereby request 9 goes from the queue to s2.

#include <string_view>

namespace recorded {

/// balance roundrobin, weights 1, 2 and 5.
inline constexpr std::string_view roundrobin_1_2_5 =
    "s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 s3 "
    "s2 s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 s3 s2 s3 s3 s2 s3 s3 s1 "
    "s3 s2 ";

/// balance roundrobin, weights 10, 30, 60 and 100: one turn of 200 picks and a second.
inline constexpr std::string_view roundrobin_10_30_60_100 =
    "s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 "
    "s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 "
    "s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 "
    "s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 "
    "s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 "
    "s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 "
    "s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 "
    "s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 "
    "s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 "
    "s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 s4 s3 s4 s2 s4 s3 s4 s3 s4 s2 "
    "s4 s3 s4 s1 s4 s3 s4 s2 s3 s4 ";

/// balance roundrobin, three servers with maxconn 1.
inline constexpr std::string_view roundrobin_queue =
    "+1=s1 +2=s2 +3=s3 ?4 ?5 ?6 ?7 ?8 -1>4=s1 -2>5=s2 -3>6=s3 -4>7=s1 -5>8=s2 -6 -7 -8 s3 s2 s1 s3 +13=s2 +14=s1 +15=s3 ?16 "
    "?17 ?18 ?19 ?20 -15>16=s3 -14>17=s1 -13>18=s2 -16>19=s3 -17>20=s1 -18 -19 -20 s3 s1 s2 s3 +25=s1 +26=s2 +27=s3 ?28 ?29 "
    "?30 ?31 ?32 -25>28=s1 -26>29=s2 -27>30=s3 -28>31=s1 -29>32=s2 -30 -31 -32 s3 s2 s1 s3 +37=s2 +38=s1 +39=s3 ?40 ?41 ?42 "
    "?43 ?44 -39>40=s3 -38>41=s1 -37>42=s2 -40>43=s3 -41>44=s1 -42 -43 -44 s3 s1 s2 s3 +49=s1 +50=s2 +51=s3 ?52 ?53 ?54 ?55 "
    "?56 -49>52=s1 -50>53=s2 -51>54=s3 -52>55=s1 -53>56=s2 -54 -55 -56 s3 s2 s1 s3 +61=s2 +62=s1 +63=s3 ?64 ?65 ?66 ?67 ?68 "
    "-63>64=s3 -62>65=s1 -61>66=s2 -64>67=s3 -65>68=s1 -66 -67 -68 s3 s1 s2 s3 ";

/// balance leastconn without overlap, weights 1, 10 and 100.
inline constexpr std::string_view leastconn_idle =
    "s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 "
    "s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 s1 s2 s3 ";

/// balance leastconn, equal servers, requests held.
inline constexpr std::string_view leastconn_held_equal =
    "+1=s1 s2 +3=s3 +4=s2 s1 s3 -3 s3 -1 +8=s3 -4 +9=s1 -9 +10=s2 +11=s1 +12=s3 -8 +13=s2 -11 s1 -10 +15=s1 +16=s3 +17=s2 "
    "s1 -15 +19=s1 +20=s1 -19 +21=s1 +22=s3 -16 s2 +24=s1 +25=s3 -12 s2 -21 +27=s3 +28=s2 +29=s1 -20 +30=s1 +31=s3 -29 "
    "+32=s1 -31 +33=s2 +34=s1 +35=s3 -28 s2 -27 +37=s2 -22 +38=s3 +39=s3 -32 +40=s1 +41=s2 +42=s3 +43=s1 -38 +44=s3 -25 "
    "+45=s3 -33 +46=s2 +47=s1 +48=s3 s2 -34 +50=s2 +51=s1 +52=s3 +53=s2 s1 s1 +56=s1 +57=s3 -45 s2 -52 s3 +60=s3 -24 +61=s1 "
    "+62=s2 +63=s3 +64=s1 -17 s2 -64 +66=s2 +67=s1 -66 +68=s2 -62 +69=s2 -53 +70=s2 -68 +71=s2 -57 +72=s3 -47 +73=s1 -51 "
    "+74=s1 -73 +75=s1 -46 +76=s2 -40 +77=s1 -67 +78=s1 -76 +79=s2 -72 +80=s3 -48 +81=s3 -78 +82=s1 -42 +83=s3 -80 +84=s3 "
    "-41 +85=s2 -74 s1 -39 +87=s1 +88=s3 -71 +89=s2 -84 +90=s3 -50 -60 -75 -13 -79 -82 -69 -87 -43 -85 -90 -77 -61 -30 -88 "
    "-63 -37 -56 -83 -89 -70 -81 -44 -35 ";

/// balance leastconn, weights 1, 2 and 4, requests held.
inline constexpr std::string_view leastconn_held_weights =
    "s1 s2 +3=s3 -3 +4=s1 s2 +6=s3 -6 s2 +8=s3 +9=s2 -9 +10=s2 +11=s3 +12=s3 s2 -11 s3 +15=s3 -10 +16=s2 -8 s3 +18=s3 "
    "+19=s2 s3 +21=s3 +22=s3 -21 +23=s3 +24=s2 +25=s3 -18 +26=s3 -24 +27=s2 s3 +29=s3 -15 +30=s3 -30 +31=s3 -25 +32=s3 -32 "
    "s3 -26 +34=s3 +35=s3 s1 -34 +37=s3 +38=s2 s1 +40=s3 +41=s1 -38 +42=s2 +43=s3 +44=s2 +45=s3 +46=s3 +47=s1 s2 +49=s3 "
    "+50=s2 +51=s3 +52=s2 +53=s3 -23 s3 +55=s3 -40 +56=s3 -56 s3 +58=s3 -45 s3 -52 s3 -42 +61=s2 s3 -29 +63=s3 -4 +64=s1 s2 "
    "+66=s3 -46 s2 +68=s3 -16 +69=s2 -27 +70=s2 +71=s2 -12 +72=s3 -31 +73=s3 -49 s3 +75=s3 -71 +76=s2 -63 +77=s3 -69 +78=s2 "
    "-35 s3 -58 +80=s3 +81=s3 -51 +82=s3 -70 s2 -37 +84=s2 +85=s3 -85 +86=s3 -22 s3 s3 -73 +89=s3 -86 +90=s3 +91=s3 -43 "
    "+92=s3 -19 +93=s2 -55 +94=s3 -89 s3 s3 +97=s3 -94 +98=s3 -66 +99=s3 -91 +100=s3 -78 +101=s2 -90 +102=s3 -101 +103=s2 "
    "-103 +104=s2 -53 +105=s3 -81 +106=s3 -93 s2 -106 +108=s2 +109=s3 -72 s3 -75 -104 -80 -47 -102 -50 -44 -77 -109 -99 -92 "
    "-61 -64 -76 -41 -68 -108 -105 -98 -97 -84 -100 -82 ";

/// balance first, four servers with maxconn 4, requests held.
inline constexpr std::string_view first_maxconn =
    "+1=s1 +2=s1 +3=s1 -3 +4=s1 +5=s1 +6=s2 -5 +7=s1 -1 +8=s1 +9=s2 +10=s2 +11=s2 +12=s3 +13=s3 -7 +14=s1 +15=s3 +16=s3 -4 "
    "+17=s1 -17 +18=s1 +19=s4 s4 -11 s2 +22=s2 +23=s4 -12 s3 +25=s3 -8 +26=s1 -22 +27=s2 -18 s1 +29=s1 -13 +30=s3 -16 "
    "+31=s3 -29 s1 -19 +33=s1 s4 -33 +35=s1 -35 s1 -9 +37=s1 +38=s2 +39=s4 -6 +40=s2 -10 +41=s2 -31 +42=s3 -37 +43=s1 -39 "
    "+44=s4 -15 +45=s3 -14 +46=s1 -30 +47=s3 -26 +48=s1 -48 s1 +50=s1 -41 +51=s2 -45 +52=s3 -51 +53=s2 -46 +54=s1 -52 "
    "+55=s3 -53 s2 s2 +58=s2 -23 +59=s4 -55 +60=s3 -54 +61=s1 -25 s3 +63=s3 -58 +64=s2 -50 +65=s1 -40 +66=s2 -27 +67=s2 -59 "
    "+68=s4 -63 +69=s3 -68 s4 +71=s4 -47 s3 -38 +73=s2 -67 s2 -60 +75=s2 -73 +76=s2 +77=s3 +78=s3 -44 +79=s4 -79 +80=s4 -43 "
    "-42 -75 -66 -76 -61 -71 -65 -69 -80 -77 -64 -78 -2 ";

}  // namespace recorded
